// What other weights would do: sliders, weights by other methods, and the ranking that follows at
// once. Nothing is stored.
import { Alert, Button, Card, Form, InputNumber, Select, Slider, Space, Table, Tag } from "antd";
import { useEffect, useMemo, useState } from "react";

import { ApiError, call } from "../api/client";
import { formatNumber, formatShare, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { Failure } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { indexOf } from "./run_numbers";
import { moveWeight } from "./scales";
import type { Run, RunChange, WeightAnswer, WhatIfRunAnswer } from "./types";

const scales9 = [1 / 9, 1 / 7, 1 / 5, 1 / 3, 1, 3, 5, 7, 9];

/** Pairwise judgements of what stands below the index; the lower half follows from the upper. */
function Ahp({ names, onMatrix, busy }: { names: string[]; onMatrix: (matrix: number[][]) => void; busy: boolean }) {
  const t = useT();
  const [upper, setUpper] = useState<Record<string, number>>({});
  const at = (i: number, j: number) => (i === j ? 1 : i < j ? (upper[`${i}.${j}`] ?? 1) : 1 / (upper[`${j}.${i}`] ?? 1));
  const words = (v: number) => (v >= 1 ? String(Math.round(v)) : `1/${Math.round(1 / v)}`);
  return (
    <>
      <p className="quiet">{t("whatIf.ahpHelp")}</p>
      <div className="heat-box">
        <table className="heat"><thead><tr><th />{names.map((n) => <th key={n} scope="col">{n}</th>)}</tr></thead>
          <tbody>{names.map((n, i) => <tr key={n}><th scope="row">{n}</th>{names.map((m, j) => <td key={m}>{i < j ? <Select size="small" className="ahp-cell" value={at(i, j)} aria-label={`${n} / ${m}`} onChange={(v) => setUpper((old) => ({ ...old, [`${i}.${j}`]: v }))} options={scales9.map((value) => ({ value, label: words(value) }))} /> : words(at(i, j))}</td>)}</tr>)}</tbody>
        </table>
      </div>
      <Button className="gap-top" size="small" loading={busy} onClick={() => onMatrix(names.map((_, i) => names.map((__, j) => at(i, j))))}>{t("whatIf.apply")}</Button>
    </>
  );
}

export function WhatIfTab({ run }: { run: Run }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { elements } = run.result;
  const parents = useMemo(() => elements.filter((e) => e.level > 1).sort((a, b) => b.level - a.level), [elements]);
  const [parent, setParent] = useState(indexOf(run.result)?.code ?? "");
  const original = useMemo(() => Object.fromEntries(elements.map((e) => [e.code, e.weight])), [elements]);
  const [weights, setWeights] = useState<Record<string, number>>(original);
  const [answer, setAnswer] = useState<WhatIfRunAnswer>();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const [method, setMethod] = useState("equal");
  const [facts, setFacts] = useState<WeightAnswer>();
  const children = elements.filter((e) => e.parent === parent);
  const sum = children.reduce((total, e) => total + (weights[e.code] ?? 0), 0);
  const changed = elements.some((e) => Math.abs((weights[e.code] ?? 0) - e.weight) > 1e-12);
  useEffect(() => {
    if (!changed) {
      setAnswer(undefined);
      setError(undefined);
      return;
    }
    const abort = new AbortController();
    setBusy(true);
    const timer = setTimeout(() => {
      const own = Object.fromEntries(Object.entries(weights).filter(([code, w]) => w !== original[code]));
      call<WhatIfRunAnswer>("POST", "/api/evaluation/runs/{id}/what_if", { zone: zone.id, id: run.head.id, options: { ...run.options, weights: { ...run.options.weights, ...own }, replications: 0 } }, abort.signal).then(
        (next) => { setAnswer(next); setError(undefined); setBusy(false); },
        (cause: unknown) => { if (abort.signal.aborted) return; if (!(cause instanceof ApiError)) throw cause; setError(cause); setBusy(false); },
      );
    }, 150);
    return () => { clearTimeout(timer); abort.abort(); };
  }, [weights, changed, original, run, zone.id]);
  const propose = useSubmit(async (matrix?: number[][]) => {
    const input = { zone: zone.id, id: run.head.id, method, ...(matrix ? { elements: children.map((e) => e.code), matrix } : {}) };
    const next = await call<WeightAnswer>("POST", "/api/evaluation/runs/{id}/weights", input);
    setFacts(next);
    setWeights((old) => ({ ...old, ...Object.fromEntries(Object.entries(next.weights).filter(([code]) => code in original)) }));
  });
  const move = (index: number, value: number) => {
    const next = moveWeight(children.map((e) => weights[e.code] ?? 0), index, value, sum);
    setWeights((old) => ({ ...old, ...Object.fromEntries(children.map((e, i) => [e.code, next[i]!])) }));
  };
  const arrow = (c: RunChange) => {
    if (c.rank_before === null || c.rank_after === null) return missing;
    const moved = c.rank_before - c.rank_after;
    return moved === 0 ? "=" : <span className={moved > 0 ? "strong-number" : "weak-number"}>{moved > 0 ? "▲" : "▼"} {Math.abs(moved)}</span>;
  };
  const rows: RunChange[] = answer?.changes ?? run.result.rows.map((r) => ({ code: r.code, name: r.name, score_before: r.final_score, score_after: r.final_score, rank_before: r.rank, rank_after: r.rank }));
  return (
    <div className="halves">
      <div>
        <Card size="small" className="gap" title={t("whatIf.weights")} extra={<Select size="small" className="scheme-select" value={parent} aria-label={t("whatIf.below")} onChange={setParent} options={parents.map((e) => ({ value: e.code, label: text(e.title) || e.code }))} />}>
          <p className="quiet">{t("whatIf.help")}</p>
          {children.map((e, i) => (
            <div key={e.code} className="weight-row">
              <span>{text(e.title) || e.code}</span>
              <Slider min={0} max={sum || 1} step={(sum || 1) / 100} value={weights[e.code] ?? 0} onChange={(v) => move(i, v)} tooltip={{ formatter: (v) => formatShare(sum > 0 ? (v ?? 0) / sum : null) }} ariaLabelForHandle={text(e.title) || e.code} />
              <InputNumber size="small" min={0} max={100} value={sum > 0 ? Math.round(((weights[e.code] ?? 0) / sum) * 1000) / 10 : 0} suffix="%" aria-label={text(e.title) || e.code} onChange={(v) => v !== null && move(i, (v / 100) * sum)} />
            </div>
          ))}
          <Button size="small" disabled={!changed} onClick={() => { setWeights(original); setFacts(undefined); }}>{t("whatIf.reset")}</Button>
        </Card>
        <Card size="small" title={t("whatIf.otherMethods")}>
          <Form layout="inline">
            <Form.Item><Select value={method} className="table-filter" aria-label={t("runs.weighting")} onChange={(next) => { setMethod(next); setFacts(undefined); }} options={["equal", "pca", "balanced", "benefit_of_doubt", "ahp"].map((value) => ({ value, label: t(`whatIf.methods.${value}`) }))} /></Form.Item>
            {method !== "ahp" && <Form.Item><Button size="small" loading={propose.busy} onClick={() => void propose.submit(undefined)}>{t("whatIf.apply")}</Button></Form.Item>}
          </Form>
          {method === "ahp" && <Ahp key={parent} names={children.map((e) => text(e.title) || e.code)} busy={propose.busy} onMatrix={(matrix) => void propose.submit(matrix)} />}
          {propose.error && <Failure error={propose.error} />}
          {facts && (
            <div className="gap-top">
              {facts.warnings.map((w, i) => <Alert key={i} className="gap" type="warning" showIcon title={text(w)} />)}
              <Space wrap>{Object.entries(facts.facts).slice(0, 12).map(([name, value]) => <Tag key={name}>{t(`whatIf.facts.${name}`, name)} {formatNumber(value)}</Tag>)}</Space>
              {Object.keys(facts.scores).length > 0 && (
                <Table size="small" pagination={{ pageSize: 10, hideOnSinglePage: true }} rowKey="code" dataSource={run.result.rows.map((r) => ({ code: r.code, name: text(r.name), score: facts.scores[r.code] ?? null }))} columns={[{ key: "name", title: t("board.zone"), render: (_, r) => r.name }, { key: "score", title: t("whatIf.bestScore"), align: "right", sorter: (a, b) => (a.score ?? 0) - (b.score ?? 0), render: (_, r) => formatNumber(r.score) }]} />
              )}
            </div>
          )}
        </Card>
      </div>
      <Card size="small" title={t("whatIf.ranking")} loading={false} extra={answer && <span className="quiet">{t("whatIf.meanChange", { value: formatNumber(answer.mean_rank_change, 3) })}{busy && " …"}</span>}>
        {error && <Failure error={error} />}
        <Table<RunChange>
          size="small" rowKey="code" dataSource={[...rows].sort((a, b) => (a.rank_after ?? Infinity) - (b.rank_after ?? Infinity))} pagination={rows.length > 60 ? { pageSize: 60 } : false} scroll={{ x: "max-content" }}
          columns={[
            { key: "rank", title: t("totals.rank"), align: "right", render: (_, c) => c.rank_after ?? missing },
            { key: "name", title: t("board.zone"), render: (_, c) => text(c.name) || c.code },
            { key: "move", title: t("whatIf.move"), render: (_, c) => arrow(c) },
            { key: "before", title: t("whatIf.before"), align: "right", render: (_, c) => c.rank_before ?? missing },
            { key: "score", title: t("run.score"), align: "right", render: (_, c) => formatNumber(c.score_after, 5) },
          ]}
        />
      </Card>
    </div>
  );
}
