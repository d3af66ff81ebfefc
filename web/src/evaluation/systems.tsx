// Index systems: by what zones are judged. Shipped ones, those of the zones above, and one's own.
import { Button, Space, Table, Tag, Tooltip, Upload } from "antd";

import { upload } from "../api/client";
import { useGet } from "../api/use_get";
import { formatNumber, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import "./evaluation.css";
import { useT } from "./locale";
import { systemEditPath, systemPath } from "./paths";
import type { IndexSystemAnswer, IndexSystemRow } from "./types";

export function SystemState({ row }: { row: IndexSystemRow }) {
  const t = useT();
  return <Tag color={row.state === "published" ? "green" : "default"}>{t(`system.states.${row.state}`)}</Tag>;
}

export function OpenTag({ count }: { count: number }) {
  const t = useT();
  return count === 0 ? <Tag color="green">{t("system.nothingOpen")}</Tag> : <Tooltip title={t("system.openHelp")}><Tag color="orange">{t("system.open", { count })}</Tag></Tooltip>;
}

export default function Systems() {
  const t = useT();
  const text = useText();
  const go = useGo();
  const { zone, zones } = useZones();
  const mayWrite = usePermission("evaluation.write");
  const { data, error, reload } = useGet<{ items: IndexSystemRow[] }>("/api/evaluation/systems", { zone: zone.id });
  const bring = useSubmit(async (file: File) => {
    const made = await upload<IndexSystemAnswer>("/api/evaluation/systems/import", file, { zone: zone.id });
    go(systemEditPath(made.row.id));
  });
  const owner = (row: IndexSystemRow) => (row.zone_id === 0 ? t("system.shipped") : text(zones.find((z) => z.id === row.zone_id)?.name));
  const to = (row: IndexSystemRow) => `${systemPath(row.id)}?revision=${row.revision}`;
  return (
    <Page
      title={t("system.listTitle")}
      help={t("system.listHelp")}
      actions={mayWrite && <Upload accept=".zip" showUploadList={false} beforeUpload={(file) => { void bring.submit(file); return false; }}><Button loading={bring.busy}>{t("system.import")}</Button></Upload>}
    >
      {bring.error && <Failure error={bring.error} />}
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading /> : (
        <div className="data-table">
          <Table<IndexSystemRow>
            size="small"
            rowKey={(r) => `${r.zone_id}.${r.id}.${r.revision}`}
            dataSource={data.items}
            pagination={false}
            scroll={{ x: "max-content" }}
            rowClassName="row-open"
            onRow={(row) => ({ onClick: (event) => !(event.target as HTMLElement).closest("a, button") && go(to(row)) })}
            locale={{ emptyText: <Nothing title={t("system.none")} hint={t("system.noneHint")} /> }}
            columns={[
              { key: "title", title: t("system.title"), render: (_, r) => <><GoLink to={to(r)}>{text(r.title) || r.id}</GoLink><div className="quiet">{r.document || r.id}</div></> },
              { key: "issuer", title: t("system.issuer"), render: (_, r) => text(r.issuer) || missing },
              { key: "owner", title: t("system.owner"), render: (_, r) => owner(r) },
              { key: "years", title: t("system.valid"), render: (_, r) => (r.valid_from === null && r.valid_to === null ? missing : `${r.valid_from ?? "…"}–${r.valid_to ?? "…"}`) },
              { key: "indicators", title: t("system.indicators"), align: "right", render: (_, r) => formatNumber(r.indicators) },
              { key: "gates", title: t("system.gates"), align: "right", render: (_, r) => formatNumber(r.gates) },
              { key: "open", title: t("system.unknown"), render: (_, r) => <OpenTag count={r.open} /> },
              { key: "state", title: t("board.state"), render: (_, r) => <><SystemState row={r} /> <span className="quiet">{t("report.revision", { number: r.revision })}</span></> },
              { key: "at", title: t("system.created"), render: (_, r) => (r.zone_id === 0 ? missing : formatTime(r.published_at ?? r.created_at)) },
              { key: "actions", title: "", render: (_, r) => <Space size={4}>{mayWrite && <Button size="small" onClick={() => go(systemEditPath(r.id, r.revision))}>{t("system.edit")}</Button>}</Space> },
            ]}
          />
        </div>
      )}
    </Page>
  );
}
