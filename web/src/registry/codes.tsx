// The industry classification (GB/T 4754-2017) and the administrative divisions as searchable
// trees, and where a code of the 2011 classification went.
import { Card, Empty, Input, Tabs, Tree } from "antd";
import { type ReactNode, useState } from "react";
import { useSearchParams } from "react-router-dom";

import { ApiError, call } from "../api/client";
import { useGet } from "../api/use_get";
import { useLanguage } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading } from "../shell/states";
import type { CodeKind } from "./code_select";
import { useT } from "./locale";
import type { CodeRow, List } from "./types";

interface CodeNode {
  key: string;
  title: ReactNode;
  isLeaf: boolean;
  children?: CodeNode[];
}

function useTitle(kind: CodeKind) {
  const t = useT();
  const language = useLanguage();
  return (row: CodeRow, path = false) => (
    <>
      <code>{row.code}</code> {language === "en" && row.name_en ? row.name_en : row.name}{" "}
      {path && row.path.length > 1 && <span className="quiet">{row.path.slice(0, -1).join(" › ")}</span>}{" "}
      <GoLink to={`/registry/enterprises?${kind === "industries" ? "industry" : "region"}=${row.code}`}>{t("codes.enterprises")}</GoLink>
    </>
  );
}

function CodeTree({ kind, top }: { kind: CodeKind; top: CodeRow[] }) {
  const title = useTitle(kind);
  const [children, setChildren] = useState<Map<string, CodeRow[]>>(new Map());
  const [error, setError] = useState<ApiError>();
  const node = (row: CodeRow): CodeNode => ({
    key: row.code,
    title: title(row),
    isLeaf: !row.has_children,
    children: children.get(row.code)?.map(node),
  });
  return (
    <>
      {error && <Failure error={error} />}
      <Tree
        blockNode
        selectable={false}
        treeData={top.map(node)}
        loadData={async ({ key }) => {
          try {
            const list = await call<List<CodeRow>>("GET", `/api/${kind}`, { parent: key, limit: 200 });
            setChildren((old) => new Map(old).set(String(key), list.items));
          } catch (cause) {
            if (!(cause instanceof ApiError)) throw cause;
            setError(cause);
          }
        }}
      />
    </>
  );
}

function Codes({ kind }: { kind: CodeKind }) {
  const t = useT();
  const title = useTitle(kind);
  const [params, setParams] = useSearchParams();
  const q = params.get("q") ?? "";
  const { data, error, reload } = useGet<List<CodeRow>>(`/api/${kind}`, { q, limit: 200 });
  return (
    <>
      <Input
        className="search gap"
        type="search"
        allowClear
        defaultValue={q}
        placeholder={t("codes.find")}
        aria-label={t("codes.find")}
        onChange={(event) => setParams((old) => { const next = new URLSearchParams(old); if (event.target.value) next.set("q", event.target.value); else next.delete("q"); return next; }, { replace: true })}
      />
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading /> : data.items.length === 0 ? (
        <Empty description={t("codes.none")} />
      ) : q ? (
        <>
          <ul className="plain">{data.items.map((row) => <li key={row.code}>{title(row, true)}</li>)}</ul>
          {data.total > data.items.length && <p className="quiet">{t("codes.more", { shown: data.items.length, total: data.total })}</p>}
        </>
      ) : (
        <CodeTree kind={kind} top={data.items} />
      )}
    </>
  );
}

function Crosswalk() {
  const t = useT();
  const title = useTitle("industries");
  const [code, setCode] = useState("");
  const asked = /^[A-T]?\d{0,4}$/.test(code) && code.length >= 2 ? code : null;
  const { data, error } = useGet<List<CodeRow>>(asked ? "/api/industries/crosswalk/{code}" : null, { code: asked });
  return (
    <>
      <p className="quiet">{t("codes.crosswalkHelp")}</p>
      <Input.Search className="search gap" value={code} maxLength={5} placeholder="3620" aria-label={t("codes.crosswalk")} onChange={(event) => setCode(event.target.value.trim())} />
      {asked && error && <Failure error={error} />}
      {asked && data && (data.items.length === 0 ? <Empty description={t("codes.none")} /> : <ul className="plain">{data.items.map((row) => <li key={row.code}>{title(row, true)}</li>)}</ul>)}
    </>
  );
}

export default function CodesPage() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  return (
    <Page title={t("codes.title")} help={t("codes.help")}>
      <Card>
        <Tabs
          destroyOnHidden
          activeKey={params.get("tab") ?? "industries"}
          onChange={(tab) => setParams((old) => { const next = new URLSearchParams(old); next.set("tab", tab); next.delete("q"); return next; }, { replace: true })}
          items={[
            { key: "industries", label: t("codes.industries"), children: <Codes kind="industries" /> },
            { key: "regions", label: t("codes.regions"), children: <Codes kind="regions" /> },
            { key: "crosswalk", label: t("codes.crosswalk"), children: <Crosswalk /> },
          ]}
        />
      </Card>
    </Page>
  );
}
