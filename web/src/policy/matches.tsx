// One policy over all enterprises: how many can get it and for how much, park by park, the list,
// and the list as a file.
import { DownloadOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Select, Statistic, Table, Tag } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { useParams, useSearchParams } from "react-router-dom";

import { ApiError, download } from "../api/client";
import { useGet } from "../api/use_get";
import { type Column, DataTable } from "../shell/data_table";
import { formatNumber, missing } from "../shell/format";
import { pick, useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Loading } from "../shell/states";
import { tileOf, tilesFor } from "../shell/tile_grid";
import { TileMap } from "../shell/tile_map";
import { ZoneSelect } from "../shell/zone_switcher";
import { useGo, useZones } from "../shell/zones";
import { amountText, sumText } from "./answers";
import { useT } from "./locale";
import { enterpriseMatchesPath, policyPath, whatIfPath } from "./paths";
import "./policy.css";
import { VerdictTag, verdicts } from "./tags";
import type { MatchRow, ParkCount, Policy, PolicyMatches } from "./types";

const Bars = lazy(() => import("../shell/chart"));

function ByPark({ page, onChoose }: { page: PolicyMatches; onChoose: (park: number) => void }) {
  const parks = page.by_park;
  // Where the unknown amounts are is not said by park: any sum is a lower bound, unless all are unknown.
  const all = page.amounts_unknown >= page.eligible;
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zones } = useZones();
  const [region, setRegion] = useState<string>();
  // A park lies where it or the nearest zone above it says.
  const places = useMemo(() => {
    const byId = new Map(zones.map((zone) => [zone.id, zone]));
    return parks.flatMap((park) => {
      let zone = park.park_id === null ? undefined : byId.get(park.park_id);
      while (zone && !zone.region_code) zone = zone.parent_id === null ? undefined : byId.get(zone.parent_id);
      return zone?.region_code ? [{ park, code: zone.region_code }] : [];
    });
  }, [parks, zones]);
  const values = useMemo(() => places.map(({ park, code }) => ({ code, value: park.eligible })), [places]);
  const shown = useMemo(() => {
    if (!region) return parks;
    const tiles = tilesFor(places.map(({ code }) => code));
    return places.filter(({ code }) => tileOf(tiles, code)?.code === region).map(({ park }) => park);
  }, [parks, places, region]);
  const chart = useMemo(() => {
    const largest = [...shown].sort((a, b) => b.eligible - a.eligible || b.unknown - a.unknown).slice(0, 12);
    return {
      labels: largest.map((p) => pick(p.park_name, language) || t("matches.noPark")),
      series: [
        { name: t("verdict.eligible"), values: largest.map((p) => p.eligible), tone: "strong" as const },
        { name: t("verdict.unknown"), values: largest.map((p) => p.unknown), tone: "weak" as const },
      ],
    };
  }, [shown, language, t]);
  return (
    <div className="split gap">
      <div>
        {values.length > 0 && <TileMap values={values} label={t("verdict.eligible")} format={formatNumber} chosen={region} onChoose={setRegion} />}
        {values.length > 0 && <p className="quiet">{t("matches.mapHelp")}</p>}
        <Suspense fallback={<Loading rows={3} />}><Bars {...chart} /></Suspense>
      </div>
      <Table<ParkCount>
        size="small"
        rowKey={(p) => p.park_id ?? 0}
        dataSource={shown}
        pagination={{ pageSize: 8, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "park", title: t("matches.park"), render: (_, p) => (p.park_id === null ? text(p.park_name) || t("matches.noPark") : <Button type="link" size="small" onClick={() => onChoose(p.park_id!)}>{text(p.park_name)}</Button>) },
          ...verdicts.map((v) => ({ key: v, title: t(`verdict.${v}`), align: "right" as const, sorter: (a: ParkCount, b: ParkCount) => a[v] - b[v], render: (_: unknown, p: ParkCount) => formatNumber(p[v]) })),
          { key: "amount", title: t("matches.amount"), align: "right", sorter: (a, b) => Number(a.amount) - Number(b.amount), render: (_, p) => !page.gives_amount ? <span className="quiet">{t("matches.noAmount")}</span> : sumText(p.amount, all || p.eligible === 0 ? p.eligible : Infinity, page.amounts_unknown, language) },
        ]}
      />
    </div>
  );
}

function ExportList({ input, name }: { input: Record<string, unknown>; name: string }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const run = async (format: string) => {
    setBusy(true);
    try {
      await download("/api/policies/{id}/matches/export", { ...input, format, lang: language }, `${name}.${format}`);
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      message.error(text(cause.text));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dropdown trigger={["click"]} menu={{ items: [{ key: "xlsx", label: "Excel (.xlsx)" }, { key: "csv", label: "CSV" }], onClick: ({ key }) => void run(key) }}>
      <Button icon={<DownloadOutlined />} loading={busy}>{t("shell:table.export")}</Button>
    </Dropdown>
  );
}

export default function Matches() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const go = useGo();
  const { zone } = useZones();
  const { id = "" } = useParams();
  const [params, setParams] = useSearchParams();
  const policy = useGet<Policy>("/api/policies/{id}", { zone: zone.id, id });
  const verdict = params.get("verdict") ?? "eligible";
  const park = params.get("park");
  const change = (name: string, value: string | undefined) =>
    setParams((old) => { const next = new URLSearchParams(old); if (value) next.set(name, value); else next.delete(name); next.delete("page"); return next; }, { replace: true });
  const labels = new Map(policy.data?.fields.map((field) => [field.name, text(field.label)]));
  for (const parameter of policy.data?.parameters ?? []) labels.set(parameter.name, text(parameter.label));
  const columns: Column<MatchRow>[] = [
    { key: "name", title: t("matches.enterprise"), render: (r) => <GoLink to={enterpriseMatchesPath(r.enterprise_id)}>{r.name}</GoLink> },
    { key: "park", title: t("matches.park"), render: (r) => text(r.park_name) || missing },
    { key: "scale", title: t("matches.scale"), render: (r) => (r.scale ? t(`scale.${r.scale}`, r.scale) : missing) },
    { key: "verdict", title: t("matches.verdict"), render: (r) => <VerdictTag verdict={r.verdict} /> },
    { key: "amount", title: t("matches.amount"), align: "right", render: (r) => amountText(r.amount, language) || missing },
    { key: "missing", title: t("matches.missing"), render: (r) => (r.missing.length === 0 ? missing : <span className="long-text tags">{r.missing.map((m) => <Tag key={m}>{labels.get(m) || m}</Tag>)}</span>) },
  ];
  return (
    <Page
      title={policy.data ? text(policy.data.summary.title) : t("matches.title")}
      help={<>{t("matches.help")} <GoLink to={policyPath(id)}>{t("matches.toPolicy")}</GoLink></>}
      actions={<Button onClick={() => go(whatIfPath(id))}>{t("whatIf.title")}</Button>}
    >
      <DataTable<MatchRow, PolicyMatches>
        key={id}
        id="matches"
        path="/api/policies/{id}/matches"
        input={{ id }}
        columns={columns}
        rowKey={(r) => r.enterprise_id}
        search={false}
        onOpen={(r) => go(enterpriseMatchesPath(r.enterprise_id))}
        filters={[
          { name: "verdict", label: t("matches.verdict"), render: (_, set) => <Select className="table-filter" value={verdict} onChange={set} aria-label={t("matches.verdict")} options={verdicts.map((value) => ({ value, label: t(`verdict.${value}`) }))} /> },
          { name: "park", label: t("matches.park"), render: (value, set) => <ZoneSelect placeholder={t("matches.park")} allowClear className="table-filter" value={value ? Number(value) : undefined} onChange={(v) => set(v ? String(v) : undefined)} /> },
        ]}
        actions={<ExportList name={id} input={{ zone: zone.id, id, verdict, park }} />}
        header={(page) => (
          <>
            <div className="statistics">
              {verdicts.map((v) => <Statistic key={v} title={t(`verdict.${v}`)} value={page[v]} />)}
              <Statistic title={t("matches.totalAmount")} value={!page.gives_amount ? t("matches.noAmount") : sumText(page.amount, page.eligible, page.amounts_unknown, language)} />
              {page.amounts_unknown > 0 && <Statistic title={t("matches.amountsUnknown")} value={page.amounts_unknown} />}
            </div>
            {page.by_park.length > 0 && <ByPark page={page} onChoose={(chosen) => change("park", String(chosen))} />}
          </>
        )}
        empty={{ title: t("matches.empty"), hint: t("matches.emptyHint") }}
      />
    </Page>
  );
}
