// The keyboard: `/` goes to the search box, `?` shows this list, `g` and a letter opens a page.
import { Modal } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { allPages, type PageEntry } from "./modules";
import { useSession } from "./session";
import { useGo } from "./zones";

export type Stroke = { kind: "search" } | { kind: "help" } | { kind: "page"; path: string } | { kind: "wait" } | null;

/** What a key means, given whether `g` came just before it. */
export function readStroke(key: string, afterG: boolean, pages: PageEntry[]): Stroke {
  if (afterG) {
    const page = pages.find((p) => p.letter === key.toLowerCase());
    return page ? { kind: "page", path: page.path } : null;
  }
  if (key === "/") return { kind: "search" };
  if (key === "?") return { kind: "help" };
  if (key === "g") return { kind: "wait" };
  return null;
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function Keyboard({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const { session } = useSession();
  const [afterG, setAfterG] = useState(false);
  const pages = allPages.filter((p) => p.letter && (!p.permission || session?.permissions.includes(p.permission)));

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      const stroke = readStroke(event.key, afterG, pages);
      setAfterG(stroke?.kind === "wait");
      if (stroke === null) return;
      if (stroke.kind === "search") {
        const box = document.querySelector<HTMLInputElement>("main input[type=search], main .search input");
        if (!box) return;
        event.preventDefault();
        box.focus();
        box.select();
      } else if (stroke.kind === "help") onOpenChange(true);
      else if (stroke.kind === "page") go(stroke.path);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });

  return (
    <Modal open={open} onCancel={() => onOpenChange(false)} footer={null} title={t("keyboard.title")} width={560}>
      <dl className="keys">
        <dt><kbd>/</kbd></dt><dd>{t("keyboard.search")}</dd>
        <dt><kbd>?</kbd></dt><dd>{t("keyboard.help")}</dd>
        <dt><kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd></dt><dd>{t("keyboard.table")}</dd>
        <dt><kbd>PgUp</kbd> <kbd>PgDn</kbd></dt><dd>{t("keyboard.pages")}</dd>
        {pages.map((page) => (
          <div key={page.path} className="keys-row">
            <dt><kbd>g</kbd> <kbd>{page.letter}</kbd></dt><dd>{t(`nav.${page.nav}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
