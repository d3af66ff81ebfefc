// The funnel and what may come of it: probabilities counted from the zone's own history, by stage,
// industry and month, with how right they were before.
import { Alert, Card, Select, Statistic, Table, Tooltip } from "antd";
import { useMemo } from "react";
import { useSearchParams } from "react-router-dom";

import { useGet } from "../api/use_get";
import { CodeSelect } from "../registry/code_select";
import { EChart } from "../shell/echart";
import { formatDate, formatMoney, formatMoneyShort, formatNumber, formatShare, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading, Nothing } from "../shell/states";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { calibrationChart, forecastChart, funnelChart, monthsChart } from "./outlook_charts";
import { listPath, openStatuses, paths } from "./paths";
import { useStageTitle } from "./tags";
import type { Funnel } from "./types";
import "./project.css";

type Stage = Funnel["stages"][number];
type Industry = Funnel["industries"][number];
type Bin = Funnel["calibration"]["bins"][number];
type Month = Funnel["months"][number];

export default function Outlook() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const title = useStageTitle();
  const [params, setParams] = useSearchParams();
  const target = params.get("target") ?? "production";
  const horizon = Number(params.get("horizon")) || 12;
  const industry = params.get("industry");
  const set = (name: string, value: string | undefined) =>
    setParams((old) => { const next = new URLSearchParams(old); if (value) next.set(name, value); else next.delete(name); return next; }, { replace: true });
  const { data, error, loading, reload } = useGet<Funnel>(paths.funnel, { zone: zone.id, target, horizon_months: horizon, industry });
  const charts = useMemo(() => {
    if (!data) return null;
    const words = Object.fromEntries((["investment", "expected", "range", "projects", "contracted", "leads", "contracts", "started", "producing", "lost", "predicted", "happened", "perfect"] as const).map((name) => [name, t(`outlook.words.${name}`)])) as Parameters<typeof funnelChart>[1];
    return { funnel: funnelChart(data, words, text, language), months: monthsChart(data, words, language), forecast: forecastChart(data, words, language), calibration: calibrationChart(data, words) };
  }, [data, t, text, language]);
  const money = (yuan: string | null) => <Tooltip title={yuan === null ? undefined : `${formatMoney(yuan)} ${t("yuan")}`}><span>{formatMoneyShort(yuan, language)}</span></Tooltip>;
  return (
    <Page title={t("outlook.title")} help={t("outlook.help")}>
      <div className="table-tools">
        <Select value={target} aria-label={t("outlook.target")} onChange={(value) => set("target", value === "production" ? undefined : value)} options={(["production", "full_capacity"] as const).map((value) => ({ value, label: t("outlook.until", { stage: title(value) }) }))} popupMatchSelectWidth={false} />
        <Select value={horizon} aria-label={t("outlook.horizon")} onChange={(value) => set("horizon", value === 12 ? undefined : String(value))} options={[12, 24, 36, 60, 84].map((value) => ({ value, label: t("outlook.within", { months: value }) }))} popupMatchSelectWidth={false} />
        <CodeSelect kind="industries" className="table-filter" placeholder={t("project.industry")} value={industry ?? undefined} onChange={(v) => set("industry", v as string | undefined)} />
      </div>
      {error ? <Failure error={error} onRetry={reload} /> : !data || !charts ? <Loading rows={12} /> : (
        <div aria-busy={loading}>
          <Card size="small" className="gap">
            <div className="statistics">
              <Statistic title={t("outlook.open")} value={data.stages.reduce((n, s) => n + s.count, 0)} />
              <Statistic title={t("outlook.words.expected")} valueRender={() => (data.expected_investment !== null ? money(data.expected_investment) : <Tooltip title={text(data.stages[0]?.chance.reason)}><span>{missing}</span></Tooltip>)} value="" />
              <Statistic title={t("outlook.asOf")} value={formatDate(data.as_of)} />
            </div>
          </Card>
          <div className="charts">
            <Card size="small" title={t("outlook.byStage")}><EChart option={charts.funnel} height={300} label={t("outlook.byStage")} /></Card>
            <Card size="small" title={t("outlook.forecast")}>
              {data.expected_investment === null ? <Nothing title={t("outlook.noForecast")} hint={text(data.stages[0]?.chance.reason)} /> : <EChart option={charts.forecast} height={300} label={t("outlook.forecast")} />}
              {data.forecast_without_month_projects > 0 && <p className="quiet">{t("outlook.withoutMonth", { projects: formatNumber(data.forecast_without_month_projects, 3), investment: formatMoneyShort(data.forecast_without_month, language) })}</p>}
            </Card>
          </div>
          <Card size="small" className="gap gap-top" title={t("outlook.stages")}>
            <Table<Stage>
              size="small"
              rowKey="stage"
              dataSource={data.stages}
              pagination={false}
              scroll={{ x: "max-content" }}
              columns={[
                { key: "stage", title: t("project.stage"), render: (_, s) => <GoLink to={listPath({ stage: s.stage, status: openStatuses, ...(industry ? { industry } : {}) })}>{text(s.title)}</GoLink> },
                { key: "count", title: t("outlook.words.projects"), align: "right", render: (_, s) => s.count },
                { key: "investment", title: t("outlook.words.investment"), align: "right", render: (_, s) => <>{s.count > 0 && s.count === s.count_without_amount ? missing : money(s.investment)}{s.count_without_amount > 0 && <Tooltip title={t("board.without", { count: s.count_without_amount })}><span className="quiet"> +{s.count_without_amount}</span></Tooltip>}</> },
                { key: "chance", title: t("outlook.probability"), align: "right", render: (_, s) => <Tooltip title={text(s.chance.reason)}><span className="has-help">{s.chance.probability === null ? missing : formatShare(s.chance.probability)}</span></Tooltip> },
                { key: "range", title: t("outlook.interval"), align: "right", render: (_, s) => (s.chance.probability === null ? missing : `${formatShare(s.chance.low)} – ${formatShare(s.chance.high)}`) },
                { key: "counted", title: t("outlook.counted"), align: "right", render: (_, s) => <Tooltip title={text(s.chance.zone_name)}><span>{s.chance.reached} / {s.chance.entered}</span></Tooltip> },
                { key: "median", title: t("outlook.median"), align: "right", render: (_, s) => formatNumber(s.chance.median_days) },
                { key: "ep", title: t("outlook.expectedProjects"), align: "right", render: (_, s) => formatNumber(s.expected_projects, 3) },
                { key: "ei", title: t("outlook.words.expected"), align: "right", render: (_, s) => money(s.expected_investment) },
                { key: "er", title: t("outlook.words.range"), align: "right", render: (_, s) => (s.expected_low === null ? missing : `${formatMoneyShort(s.expected_low, language)} – ${formatMoneyShort(s.expected_high, language)}`) },
              ]}
            />
          </Card>
          <div className="charts">
            <Card size="small" title={t("outlook.calibration")}>
              {data.calibration.count === 0 ? <Alert type="info" showIcon title={text(data.calibration_text)} /> : (
                <>
                  <p className="quiet">{text(data.calibration_text)}</p>
                  <EChart option={charts.calibration} height={300} label={t("outlook.calibration")} />
                  <div className="statistics">
                    <Statistic title={t("outlook.brier")} value={formatNumber(data.calibration.brier)} />
                    <Statistic title={t("outlook.baseline")} value={formatNumber(data.calibration.baseline)} />
                    <Statistic title="n" value={formatNumber(data.calibration.count)} />
                  </div>
                  <Table<Bin>
                    size="small"
                    rowKey="predicted_from"
                    pagination={false}
                    dataSource={data.calibration.bins}
                    columns={[
                      { key: "bin", title: t("outlook.words.predicted"), render: (_, b) => `${formatShare(b.predicted_from)} – ${formatShare(b.predicted_to)}` },
                      { key: "mean", title: t("sheet.mean"), align: "right", render: (_, b) => formatShare(b.predicted) },
                      { key: "happened", title: t("outlook.words.happened"), align: "right", render: (_, b) => formatShare(b.happened) },
                      { key: "count", title: "n", align: "right", render: (_, b) => b.count },
                    ]}
                  />
                </>
              )}
            </Card>
            <Card size="small" title={t("outlook.byIndustry")}>
              <Table<Industry>
                size="small"
                rowKey={(i) => i.industry_code ?? ""}
                pagination={{ pageSize: 12, hideOnSinglePage: true }}
                dataSource={data.industries}
                scroll={{ x: "max-content" }}
                columns={[
                  { key: "name", title: t("project.industry"), render: (_, i) => (i.industry_code === null ? <Tooltip title={t("unknownHelp")}><span>{i.name || missing}</span></Tooltip> : <GoLink to={listPath({ industry: i.industry_code, status: openStatuses })}>{i.name}</GoLink>) },
                  { key: "count", title: t("outlook.words.projects"), align: "right", render: (_, i) => i.count },
                  { key: "investment", title: t("outlook.words.investment"), align: "right", render: (_, i) => (i.count === i.count_without_amount ? missing : money(i.investment)) },
                  { key: "expected", title: t("outlook.words.expected"), align: "right", render: (_, i) => money(i.expected_investment) },
                ]}
              />
            </Card>
          </div>
          <Card size="small" className="gap-top" title={t("outlook.byMonth")}>
            <EChart option={charts.months} height={280} label={t("outlook.byMonth")} />
            <Table<Month>
              size="small"
              rowKey="month"
              pagination={{ pageSize: 6, hideOnSinglePage: true }}
              dataSource={[...data.months].reverse()}
              scroll={{ x: "max-content" }}
              columns={[
                { key: "month", title: t("outlook.month"), render: (_, m) => m.month },
                ...(["leads", "contracts", "started", "producing", "lost"] as const).map((name) => ({ key: name, title: t(`outlook.words.${name}`), align: "right" as const, render: (_: unknown, m: Month) => m[name] })),
                { key: "contracted", title: t("outlook.words.contracted"), align: "right", render: (_, m) => money(m.contracted) },
              ]}
            />
          </Card>
        </div>
      )}
    </Page>
  );
}
