// The yearly bulletin: its figures with coverage and source before it is taken as a document.
import { Alert, Card, Segmented, Space, Statistic, Switch, Table, Tag, Tooltip } from "antd";
import { useCallback } from "react";

import { useGet } from "../api/use_get";
import { type ChartOption, EChart } from "../shell/echart";
import { formatMoneyShort, formatNumber, formatShare, missing } from "../shell/format";
import { type Language, useLanguage, useText } from "../shell/i18n";
import { Page } from "../shell/page";
import { Failure, Loading, Nothing } from "../shell/states";
import { useZones } from "../shell/zones";
import "./evaluation.css";
import { useT } from "./locale";
import { useNewestYear } from "./newest_year";
import { usePageState } from "./page_state";
import { YearSelect } from "./period_select";
import { TakeFile } from "./take_file";
import type { Bulletin, BulletinFigure, BulletinZone } from "./types";

const originColors: Record<string, string> = { counted: "green", entered: "blue", stated: "gold", derived: "default" };

function Years({ years }: { years: Bulletin["years"] }) {
  const t = useT();
  const language = useLanguage();
  const option = useCallback<ChartOption>((palette) => ({
    color: [palette.primary, palette.weak],
    grid: { top: 34 },
    legend: { show: true },
    tooltip: { trigger: "axis", valueFormatter: (v: unknown) => (typeof v === "number" ? formatMoneyShort(v, language) : missing) },
    xAxis: { type: "category", data: years.map((y) => String(y.year)) },
    yAxis: [{ type: "value", axisLabel: { formatter: (v: number) => formatMoneyShort(v, language) } }, { type: "value", splitLine: { show: false }, axisLabel: { formatter: (v: number) => formatMoneyShort(v, language) } }],
    series: [
      { type: "bar", barMaxWidth: 34, name: t("bulletin.revenue"), data: years.map((y) => y.revenue) },
      { type: "line", yAxisIndex: 1, name: t("bulletin.rd"), data: years.map((y) => y.rd) },
    ],
  }), [years, language, t]);
  if (!years.some((y) => y.revenue !== null || y.rd !== null)) return null;
  return <Card size="small" className="gap" title={t("bulletin.fiveYears")}><EChart option={option} height={240} label={t("bulletin.fiveYears")} /></Card>;
}

const money = (value: number | null, language: Language) => (value === null ? missing : formatMoneyShort(value, language));

export default function BulletinPage() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const [params, change] = usePageState();
  const published = params.get("published") === "1";
  const newest = useNewestYear();
  const year = Number(params.get("year")) || (published ? 2012 : newest);
  const documentLanguage = (params.get("document") as Language | null) ?? language;
  const input = { zone: zone.id, year, published: published || undefined };
  const { data, error, reload } = useGet<Bulletin>(year === undefined ? null : "/api/evaluation/bulletin/{year}", input);
  const file = (format: string) => ({ path: "/api/evaluation/bulletin/{year}/document", input: { ...input, format, lang: documentLanguage }, name: `bulletin-${year}.${format}` });
  const hidden = (value: number | null, shown: string) => (value === null ? <Tooltip title={t("bulletin.unknownOrHidden")}><span className="has-help">{missing}</span></Tooltip> : shown);
  return (
    <Page
      title={t("bulletin.title")}
      help={t("bulletin.help")}
      actions={<>
        <Segmented value={documentLanguage} aria-label={t("bulletin.documentLanguage")} onChange={(next) => change({ document: next === language ? undefined : next })} options={[{ value: "zh", label: "中文" }, { value: "en", label: "English" }]} />
        <TakeFile {...file("pdf")} primary>PDF</TakeFile>
        <TakeFile {...file("docx")}>DOCX</TakeFile>
      </>}
    >
      <Space wrap className="gap">
        {year !== undefined && <YearSelect value={year} onChange={(next) => change({ year: String(next) })} />}
        <Tooltip title={t("bulletin.publishedHelp")}><Space><Switch size="small" checked={published} aria-label={t("bulletin.published")} onChange={(on) => change({ published: on ? "1" : undefined, year: on ? "2012" : undefined })} />{t("bulletin.published")}</Space></Tooltip>
      </Space>
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading /> : (
        <>
          {data.published && <Alert className="gap" type="info" showIcon title={t("bulletin.publishedNote", { year: data.year })} />}
          {!data.published && (
            <div className="statistics">
              <Statistic title={t("totals.accepted")} value={`${formatNumber(data.accepted)} / ${formatNumber(data.expected)}`} />
              <Statistic title={t("totals.coverageShort")} value={formatShare(data.expected === 0 ? null : data.accepted / data.expected)} />
            </div>
          )}
          {data.disagreements.length > 0 && <Alert className="gap" type="warning" showIcon title={t("bulletin.disagreements")} description={<ul className="plain">{data.disagreements.map((d, i) => <li key={i}>{text(d)}</li>)}</ul>} />}
          <Card size="small" className="gap" title={`${text(data.zone_name)} · ${data.year}`}>
            <Table<BulletinFigure>
              size="small" rowKey="code" dataSource={data.figures} pagination={false} scroll={{ x: "max-content" }} locale={{ emptyText: <Nothing title={t("totals.empty")} hint={t("totals.emptyHint")} /> }}
              columns={[
                { key: "title", title: t("bulletin.figure"), render: (_, f) => text(f.title) },
                { key: "value", title: t("totals.value"), align: "right", render: (_, f) => (f.value === null ? <Tooltip title={text(f.unknown)}><span className="has-help" tabIndex={0}>{missing}</span></Tooltip> : <strong className="number">{text(f.shown)}</strong>) },
                { key: "origin", title: t("bulletin.origin"), filters: Object.keys(originColors).map((value) => ({ value, text: t(`bulletin.origins.${value}`) })), onFilter: (value, f) => f.origin === value, render: (_, f) => <Tag color={originColors[f.origin]}>{t(`bulletin.origins.${f.origin}`, f.origin)}</Tag> },
                { key: "coverage", title: t("totals.coverage"), align: "right", render: (_, f) => (f.origin === "counted" ? `${formatNumber(f.reporters)} / ${formatNumber(f.expected)}` : "") },
                { key: "source", title: t("context.source"), render: (_, f) => <span className="long-text">{text(f.source) || (f.value === null ? <em className="quiet">{text(f.unknown)}</em> : "")}</span> },
              ]}
            />
          </Card>
          <Years years={data.years} />
          {data.zones.length > 0 && (
            <Card size="small" title={t("bulletin.zones")}>
              <Table<BulletinZone>
                size="small" rowKey="zone_id" dataSource={data.zones} pagination={data.zones.length > 30 ? { pageSize: 30 } : false} scroll={{ x: "max-content" }}
                columns={[
                  { key: "name", title: t("board.zone"), render: (_, z) => text(z.name) },
                  { key: "coverage", title: t("totals.coverage"), align: "right", render: (_, z) => `${formatNumber(z.accepted)} / ${formatNumber(z.expected)}` },
                  ...(["revenue", "output", "tax", "exports", "rd"] as const).map((name) => ({ key: name, title: t(`bulletin.${name}`), align: "right" as const, sorter: (a: BulletinZone, b: BulletinZone) => (a[name] ?? -Infinity) - (b[name] ?? -Infinity), render: (_: unknown, z: BulletinZone) => hidden(z[name], money(z[name], language)) })),
                  ...(["staff", "inventions_granted"] as const).map((name) => ({ key: name, title: t(`bulletin.${name}`), align: "right" as const, sorter: (a: BulletinZone, b: BulletinZone) => (a[name] ?? -Infinity) - (b[name] ?? -Infinity), render: (_: unknown, z: BulletinZone) => hidden(z[name], formatNumber(z[name])) })),
                  { key: "city", title: t("bulletin.shareOfCity"), align: "right", sorter: (a, b) => (a.share_of_city ?? -1) - (b.share_of_city ?? -1), render: (_, z) => hidden(z.share_of_city, `${formatNumber(z.share_of_city, 3)}%`) },
                ]}
              />
            </Card>
          )}
        </>
      )}
    </Page>
  );
}
