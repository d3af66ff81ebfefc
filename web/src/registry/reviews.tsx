// Possible duplicates side by side: merge them or keep them apart; and merges that can be undone.
import { Button, Card, Empty, Pagination, Segmented, Space, Table, Tag } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import type { ListPage } from "../shell/data_table";
import { formatShare, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import type { Duplicate, Enterprise, List, Merge } from "./types";

const fields: [string, (e: Enterprise) => string | null][] = [
  ["creditCode", (e) => e.credit_code],
  ["stockCode", (e) => e.stock_code],
  ["shortName", (e) => e.short_name],
  ["formerNames", (e) => e.former_names.join(" · ")],
  ["industry", (e) => e.industry_name ?? e.industry_label],
  ["region", (e) => e.region_name],
  ["address", (e) => e.address],
  ["products", (e) => e.products.join(" · ")],
  ["source", (e) => e.source],
];

function Pair({ pair, mayWrite, onDone }: { pair: Duplicate; mayWrite: boolean; onDone: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const { submit, error, busy } = useSubmit(async (run: () => Promise<unknown>) => {
    await run();
    onDone();
  });
  const merge = (survivor: Enterprise, absorbed: Enterprise) =>
    void submit(() => call("POST", "/api/merges", { zone: zone.id, survivor_id: survivor.id, absorbed_id: absorbed.id }));
  const open = pair.state === "open" && mayWrite;
  const side = (e: Enterprise) => <GoLink to={`/registry/enterprises/${e.id}`}>{e.name}</GoLink>;
  return (
    <Card
      size="small"
      className="gap"
      title={<>{t("reviews.alike", { score: formatShare(pair.score) })} <span className="quiet">{pair.reason}</span></>}
      extra={open ? (
        <Button loading={busy} onClick={() => void submit(() => call("POST", "/api/duplicates/{id}/keep-apart", { zone: zone.id, id: pair.id }))}>{t("reviews.keep")}</Button>
      ) : (
        <Tag>{t(`reviews.states.${pair.state}`)}</Tag>
      )}
    >
      {error && <Failure error={error} />}
      <table className="diff">
        <thead>
          <tr>
            <th scope="col">{t("enterprise.name")}</th>
            <th scope="col">{side(pair.left)}</th>
            <th scope="col">{side(pair.right)}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(([key, read]) => {
            const [left, right] = [read(pair.left), read(pair.right)];
            if (!left && !right) return null;
            return (
              <tr key={key} className={left && right && left !== right ? "diff-changed" : ""}>
                <th scope="row">{t(`enterprise.${key}`)}</th>
                <td>{left || missing}</td>
                <td>{right || missing}</td>
              </tr>
            );
          })}
        </tbody>
        {open && (
          <tfoot>
            <tr>
              <th />
              <td><Button size="small" loading={busy} onClick={() => merge(pair.left, pair.right)}>{t("reviews.mergeHere")}</Button></td>
              <td><Button size="small" loading={busy} onClick={() => merge(pair.right, pair.left)}>{t("reviews.mergeHere")}</Button></td>
            </tr>
          </tfoot>
        )}
      </table>
    </Card>
  );
}

function Merges({ version, onUndone }: { version: number; onUndone: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const mayWrite = usePermission("registry.write");
  const list = useGet<List<Merge>>("/api/merges", { zone: zone.id }, version);
  const { submit, error, busy } = useSubmit(async (id: number) => {
    await call("POST", "/api/merges/{id}/undo", { zone: zone.id, id });
    onUndone();
  });
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  return (
    <Card title={t("reviews.merges")}>
      {error && <Failure error={error} />}
      <Table<Merge>
        size="small"
        rowKey="id"
        loading={list.loading && !list.data}
        dataSource={list.data?.items ?? []}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Empty description={t("reviews.noMerges")} /> }}
        columns={[
          { key: "survivor", title: t("reviews.survivor"), render: (_, m) => <GoLink to={`/registry/enterprises/${m.survivor_id}`}>{m.survivor_name}</GoLink> },
          { key: "absorbed", title: t("reviews.absorbed"), render: (_, m) => m.absorbed_name },
          { key: "at", title: t("reviews.mergedAt"), render: (_, m) => formatTime(m.merged_at) },
          { key: "undo", title: "", render: (_, m) => m.undone_at ? <Tag>{t("reviews.undone")} {formatTime(m.undone_at)}</Tag> : mayWrite && <Button size="small" loading={busy} onClick={() => void submit(m.id)}>{t("reviews.undo")}</Button> },
        ]}
      />
    </Card>
  );
}

export default function Reviews() {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const mayWrite = usePermission("registry.write");
  const [params, setParams] = useSearchParams();
  const [version, setVersion] = useState(0);
  const state = params.get("state") ?? "open";
  const page = Number(params.get("page") ?? 1);
  const set = (changes: Record<string, string>) =>
    setParams((old) => { const next = new URLSearchParams(old); for (const [k, v] of Object.entries(changes)) next.set(k, v); return next; }, { replace: true });
  const list = useGet<ListPage<Duplicate>>("/api/duplicates", { zone: zone.id, state, page, page_size: 20 }, version);
  const done = () => setVersion(version + 1);
  return (
    <Page title={t("reviews.title")} help={t("reviews.help")}>
      <Space className="gap">
        <Segmented
          value={state}
          onChange={(value) => set({ state: value, page: "1" })}
          options={["open", "merged", "kept_apart"].map((value) => ({ value, label: t(`reviews.states.${value}`) }))}
        />
      </Space>
      {list.error ? <Failure error={list.error} onRetry={list.reload} /> : !list.data ? <Loading /> : list.data.items.length === 0 ? (
        <Nothing title={t("reviews.empty", { zone: text(zone.name) })} hint={t("reviews.emptyHint")} />
      ) : (
        <>
          {list.data.items.map((pair) => <Pair key={pair.id} pair={pair} mayWrite={mayWrite} onDone={done} />)}
          <Pagination className="gap" size="small" current={page} pageSize={20} total={list.data.total} showSizeChanger={false} onChange={(next) => set({ page: String(next) })} />
        </>
      )}
      <Merges version={version} onUndone={done} />
    </Page>
  );
}
