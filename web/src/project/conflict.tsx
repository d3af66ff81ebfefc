// Somebody else was faster: who changed what and when, as the server says it, and the two ways on.
import { Button, Modal } from "antd";

import type { ApiError } from "../api/client";
import { useText } from "../shell/i18n";
import { useT } from "./locale";

export function isStale(error: ApiError | undefined): error is ApiError {
  return error !== undefined && error.status === 409 && error.key === "project.stale";
}

export function Conflict({ error, again, onReload, onAgain }: { error: ApiError; again: string; onReload: () => void; onAgain: () => void }) {
  const t = useT();
  const text = useText();
  return (
    <Modal
      open
      title={t("conflict.title")}
      onCancel={onReload}
      className="conflict"
      footer={
        <>
          <Button onClick={onReload}>{t("conflict.reload")}</Button>
          <Button type="primary" onClick={onAgain}>{again}</Button>
        </>
      }
    >
      <p><strong>{text(error.text)}</strong></p>
      {error.fields.length > 0 && <ul>{error.fields.map((field) => <li key={field.path + field.key}>{text(field.message)}</li>)}</ul>}
      <p className="quiet">{t("conflict.help")}</p>
    </Modal>
  );
}
