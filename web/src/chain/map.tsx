// The chain map of a zone: columns from upstream to downstream, colour by strength, weak links
// marked, residents counted on each node. Drawn as SVG by map_layout.ts; the list beside it says
// the same to a screen reader.
import { Alert, Button, Card, Empty, Segmented, Select, Space, Table, Tag, Tooltip } from "antd";
import { CompressOutlined, MinusOutlined, PlusOutlined } from "@ant-design/icons";
import { type KeyboardEvent, memo, type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router-dom";

import { useGet } from "../api/use_get";
import { formatNumber, missing } from "../shell/format";
import { pick, useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading, Nothing } from "../shell/states";
import { useGo, useZones } from "../shell/zones";
import { useT } from "./locale";
import { edgePath, type Layout, layoutMap, neighbourInDirection, nodeHeight, nodeWidth, strengthStep } from "./map_layout";
import { NodePanel } from "./node_panel";
import { targetsPath } from "./paths";
import type { ChainMap, ChainMapNode } from "./types";

interface View {
  x: number;
  y: number;
  k: number;
}

function fitView(layout: Layout, width: number, height: number): View {
  // Room for the buttons on the right and the legend below.
  const whole = Math.min(1.3, (width - 76) / layout.width, (height - 56) / layout.height);
  // On a telephone the whole would be unreadable: begin at the upstream end instead.
  if (whole < 0.35 && width < 768) return { k: 0.6, x: 12, y: 12 };
  const k = whole;
  return { k, x: (width - 50 - layout.width * k) / 2, y: Math.max(12, (height - 44 - layout.height * k) / 3) };
}

function shorten(name: string, language: "zh" | "en"): string {
  // Half of the English sectors begin with the same words: they would hide what differs.
  const short = name.replace(/^Manufacture of (other )?/, "");
  const limit = language === "zh" ? 9 : 18;
  const text = short === name ? name : short.charAt(0).toUpperCase() + short.slice(1);
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

const Drawing = memo(function Drawing({ map, layout, selected, language, layerName, onSelect }: {
  map: ChainMap;
  layout: Layout;
  selected: string | null;
  language: "zh" | "en";
  layerName: (layer: number) => string;
  onSelect: (id: string) => void;
}) {
  const near = useMemo(() => {
    const ids = new Set<string>();
    if (selected === null) return ids;
    ids.add(selected);
    for (const edge of map.edges) {
      if (edge.from === selected) ids.add(edge.to);
      if (edge.to === selected) ids.add(edge.from);
    }
    return ids;
  }, [map, selected]);
  const heaviest = useMemo(() => Math.max(1e-9, ...map.edges.map((e) => e.weight)), [map]);
  const lines = map.edges.map((edge) => {
    const from = layout.byId.get(edge.from);
    const to = layout.byId.get(edge.to);
    if (!from || !to || from === to) return null;
    const touched = edge.from === selected || edge.to === selected;
    if (selected !== null && !touched) return null;
    const share = Math.sqrt(edge.weight / heaviest);
    return <path key={`${edge.from}>${edge.to}`} d={edgePath(from, to)} className={touched ? (edge.to === selected ? "edge edge-in" : "edge edge-out") : "edge"} strokeWidth={touched ? 1 + 2.5 * share : 0.6 + 1.6 * share} opacity={touched ? 0.9 : 0.12 + 0.5 * share} />;
  });
  return (
    <>
      {layout.layers.map((head) => (
        <g key={head.layer}>
          <text className="layer-name" x={head.x + head.width / 2} y={14} textAnchor="middle">{layerName(head.layer)}</text>
          <line className="layer-line" x1={head.x} x2={head.x + head.width} y1={24} y2={24} />
        </g>
      ))}
      {lines}
      {layout.nodes.map(({ node, x, y }) => {
        const step = strengthStep(node.strength);
        const faded = selected !== null && !near.has(node.id);
        return (
          <g
            key={node.id}
            transform={`translate(${x} ${y})`}
            className={`node ${step === null ? "node-unknown" : `node-${step}`} ${node.weak ? "node-weak" : ""} ${node.id === selected ? "node-selected" : ""}`}
            opacity={faded ? 0.3 : 1}
            data-node={node.id}
            onClick={() => onSelect(node.id)}
          >
            <title>{node.name[language]}</title>
            <rect width={nodeWidth} height={nodeHeight} rx={5} />
            {node.weak && <path className="weak-mark" d={`M${nodeWidth - 14} 0H${nodeWidth - 5}A5 5 0 0 1 ${nodeWidth} 5V14Z`} />}
            <text x={8} y={nodeHeight / 2 + 4.5}>{shorten(pick(node.name, language), language)}</text>
            {node.residents > 0 && (
              <g transform={`translate(${nodeWidth - 20} ${nodeHeight / 2})`}>
                <circle className="residents" r={9} />
                <text className="residents-count" textAnchor="middle" y={3.5}>{node.residents > 99 ? "99+" : node.residents}</text>
              </g>
            )}
          </g>
        );
      })}
    </>
  );
});

function Legend() {
  const t = useT();
  return (
    <div className="map-legend" aria-label={t("map.legend")}>
      <span className="quiet">{t("map.strength")}</span>
      <i className="swatch swatch-unknown" /> {t("map.unknown")}
      {["< 0.5", "0.5–1", "1–1.5", "1.5–3", "≥ 3"].map((label, i) => <span key={label}><i className={`swatch swatch-${i}`} /> {label}</span>)}
      <span><i className="swatch swatch-weak" /> {t("map.weak")}</span>
      <span><i className="swatch-residents">3</i> {t("map.residents")}</span>
    </div>
  );
}

function Canvas({ map, selected, onSelect }: { map: ChainMap; selected: string | null; onSelect: (id: string | null) => void }) {
  const t = useT();
  const language = useLanguage();
  const layout = useMemo(() => layoutMap(map.nodes, map.edges), [map]);
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ x: 0, y: 0, k: 1 });
  const drag = useRef<{ x: number; y: number; view: View; moved: boolean } | null>(null);

  const size = () => ({ width: box.current?.clientWidth ?? 800, height: box.current?.clientHeight ?? 500 });
  const fit = useCallback(() => setView(fitView(layout, size().width, size().height)), [layout]);
  useEffect(fit, [fit]);
  const zoom = useCallback((factor: number, cx?: number, cy?: number) => {
    const { width, height } = size();
    const [px, py] = [cx ?? width / 2, cy ?? height / 2];
    setView((v) => {
      const k = Math.min(4, Math.max(0.12, v.k * factor));
      return { k, x: px - ((px - v.x) * k) / v.k, y: py - ((py - v.y) * k) / v.k };
    });
  }, []);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const bounds = element.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY * 0.0015), event.clientX - bounds.left, event.clientY - bounds.top);
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [zoom]);
  // What is chosen by the keyboard or the search comes into sight.
  useEffect(() => {
    const place = selected === null ? undefined : layout.byId.get(selected);
    if (!place) return;
    const { width, height } = size();
    setView((v) => {
      const k = Math.max(v.k, 0.7);
      const [x, y] = [place.x * v.k + v.x, place.y * v.k + v.y];
      const inside = x > 0 && y > 0 && x + nodeWidth * v.k < width && y + nodeHeight * v.k < height;
      if (inside && v.k >= 0.45) return v;
      return { k, x: width / 2 - (place.x + nodeWidth / 2) * k, y: height / 2 - (place.y + nodeHeight / 2) * k };
    });
  }, [selected, layout]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.startsWith("Arrow")) onSelect(neighbourInDirection(layout, selected, event.key));
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else if (event.key === "Escape") onSelect(null);
    else return;
    event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent) => {
    drag.current = { x: event.clientX, y: event.clientY, view, moved: false };
  };
  const onPointerMove = (event: PointerEvent) => {
    const start = drag.current;
    if (!start || event.buttons === 0) return;
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
    if (!start.moved && Math.hypot(dx, dy) < 4) return;
    if (!start.moved) (event.currentTarget as Element).setPointerCapture(event.pointerId);
    start.moved = true;
    setView({ ...start.view, x: start.view.x + dx, y: start.view.y + dy });
  };
  const layerName = useCallback((layer: number) => t(`map.layers.${layer}`, t("map.layer", { layer })), [t]);
  const choose = useCallback((id: string) => !drag.current?.moved && onSelect(id), [onSelect]);
  return (
    <div className="map-box" ref={box}>
      <svg
        className="map"
        role="application"
        tabIndex={0}
        aria-label={t("map.label", { count: map.nodes.length })}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onDoubleClick={fit}
      >
        <g transform={`translate(${view.x} ${view.y}) scale(${view.k})`}>
          <Drawing map={map} layout={layout} selected={selected} language={language} layerName={layerName} onSelect={choose} />
        </g>
      </svg>
      <Space.Compact className="map-buttons" orientation="vertical">
        <Tooltip title={t("map.zoomIn")} placement="left"><Button icon={<PlusOutlined />} aria-label={t("map.zoomIn")} onClick={() => zoom(1.25)} /></Tooltip>
        <Tooltip title={t("map.zoomOut")} placement="left"><Button icon={<MinusOutlined />} aria-label={t("map.zoomOut")} onClick={() => zoom(0.8)} /></Tooltip>
        <Tooltip title={t("map.fit")} placement="left"><Button icon={<CompressOutlined />} aria-label={t("map.fit")} onClick={fit} /></Tooltip>
      </Space.Compact>
      <Legend />
    </div>
  );
}

function NodeList({ map, onSelect }: { map: ChainMap; onSelect: (id: string) => void }) {
  const t = useT();
  const text = useText();
  return (
    <Table<ChainMapNode>
      size="small"
      rowKey="id"
      dataSource={[...map.nodes].sort((a, b) => a.layer - b.layer || (b.weak_score ?? 0) - (a.weak_score ?? 0))}
      pagination={{ defaultPageSize: 50, hideOnSinglePage: true }}
      scroll={{ x: "max-content" }}
      columns={[
        { key: "layer", title: t("map.layerTitle"), render: (_, n) => t(`map.layers.${n.layer}`, String(n.layer)), sorter: (a, b) => a.layer - b.layer },
        { key: "name", title: t("map.node"), render: (_, n) => <Button type="link" size="small" onClick={() => onSelect(n.id)}>{text(n.name)}</Button> },
        { key: "strength", title: t("map.strength"), align: "right", sorter: (a, b) => (a.strength ?? -1) - (b.strength ?? -1), render: (_, n) => formatNumber(n.strength, 3) },
        { key: "residents", title: t("map.residents"), align: "right", sorter: (a, b) => a.residents - b.residents, render: (_, n) => n.residents },
        { key: "names", title: t("map.residentNames"), render: (_, n) => n.resident_names.join(" · ") || missing },
        { key: "companies", title: t("map.companies"), align: "right", sorter: (a, b) => a.companies - b.companies, render: (_, n) => formatNumber(n.companies) },
        { key: "weak", title: t("map.weak"), align: "right", sorter: (a, b) => (a.weak_score ?? -1) - (b.weak_score ?? -1), render: (_, n) => n.weak ? <Tag color="orange">{formatNumber(n.weak_score, 3)}</Tag> : formatNumber(n.weak_score, 3) },
        { key: "targets", title: "", render: (_, n) => <GoLink to={targetsPath(n.id)}>{t("weak.targets")}</GoLink> },
      ]}
    />
  );
}

export default function ChainMapPage() {
  const t = useT();
  const text = useText();
  const go = useGo();
  const { zone } = useZones();
  const [params, setParams] = useSearchParams();
  const selected = params.get("node");
  const focus = params.get("focus");
  const list = params.get("view") === "list";
  const limit = params.get("limit") ?? "120";
  const { data: map, error, reload } = useGet<ChainMap>("/api/chain/map", { zone: zone.id, focus, limit });
  const set = useCallback(
    (changes: Record<string, string | null>) =>
      setParams((old) => {
        const next = new URLSearchParams(old);
        for (const [name, value] of Object.entries(changes)) if (value === null) next.delete(name); else next.set(name, value);
        return next;
      }, { replace: true }),
    [setParams],
  );
  const select = useCallback((id: string | null) => set({ node: id }), [set]);
  const chosen = map?.nodes.find((node) => node.id === selected);
  return (
    <Page
      title={t("map.title")}
      help={t("map.help")}
      actions={map && map.nodes.some((n) => n.weak) && <Button type="primary" onClick={() => go("/chain/weak-links")}>{t("map.toWeak", { count: map.nodes.filter((n) => n.weak).length })}</Button>}
    >
      <div className="table-tools">
        <Select
          className="search"
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          value={selected ?? undefined}
          placeholder={t("map.find")}
          aria-label={t("map.find")}
          onChange={(id) => select(id ?? null)}
          options={(map?.nodes ?? []).map((node) => ({ value: node.id, label: text(node.name) }))}
        />
        <Segmented value={list ? "list" : "map"} onChange={(v) => set({ view: v === "list" ? "list" : null })} options={[{ value: "map", label: t("map.asMap") }, { value: "list", label: t("map.asList") }]} />
        <Select value={limit} onChange={(v) => set({ limit: v === "120" ? null : v })} aria-label={t("map.limit")} options={["60", "120", "200", "300"].map((value) => ({ value, label: t("map.nodes", { count: Number(value) }) }))} />
        {focus && <Tag closable onClose={() => set({ focus: null })}>{t("map.focus", { name: text(map?.nodes.find((n) => n.id === focus)?.name) || focus })}</Tag>}
        {map && (
          <span className="quiet">
            {t("map.basis", { residents: map.residents, placed: map.residents_placed, revenue: map.residents_with_revenue })}
            {map.io_table && <> · {map.io_table}</>} {map.demonstration && <Tag color="gold">{t("map.demonstration")}</Tag>}
          </span>
        )}
      </div>
      {map?.remarks.map((remark) => <Alert key={remark.en} className="gap" type="info" showIcon title={text(remark)} />)}
      {error ? <Failure error={error} onRetry={reload} /> : !map ? <Loading rows={12} /> : map.nodes.length === 0 ? (
        <Card><Nothing title={t("map.empty")} hint={t("map.emptyHint")} action={<Button type="primary" onClick={() => go(map.io_table ? "/registry/imports" : "/chain/structure")}>{t(map.io_table ? "map.toImport" : "map.toTables")}</Button>} /></Card>
      ) : (
        <div className={chosen ? "map-page map-page-open" : "map-page"}>
          {list ? <Card size="small"><NodeList map={map} onSelect={select} /></Card> : <Canvas map={map} selected={selected} onSelect={select} />}
          {chosen && <NodePanel map={map} node={chosen} onClose={() => select(null)} onFocus={() => set({ focus: chosen.id })} onSelect={select} />}
          {selected && !chosen && <Card><Empty description={t("map.notHere")}><Button onClick={() => set({ focus: selected })}>{t("map.focusHere")}</Button></Empty></Card>}
        </div>
      )}
    </Page>
  );
}
