// What is known about the node chosen on the map: who makes it, what goes in, where it goes, and
// on to the products and companies.
import { CloseOutlined } from "@ant-design/icons";
import { Button, Card, Space, Statistic, Tag } from "antd";

import { useGet } from "../api/use_get";
import { formatNumber, formatShare } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Failure, Loading } from "../shell/states";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { NodeFacts } from "./node_facts";
import { mapPath, targetsPath } from "./paths";
import type { ChainMap, ChainMapNode, ChainNodeDetail } from "./types";

function Neighbours({ title, ids, map, onSelect }: { title: string; ids: { id: string; weight: number }[]; map: ChainMap; onSelect: (id: string) => void }) {
  const text = useText();
  if (ids.length === 0) return null;
  const names = new Map(map.nodes.map((node) => [node.id, node.name]));
  return (
    <>
      <h4>{title}</h4>
      <ul className="plain">
        {ids.sort((a, b) => b.weight - a.weight).slice(0, 8).map(({ id, weight }) => (
          <li key={id}><Button type="link" size="small" onClick={() => onSelect(id)}>{text(names.get(id))}</Button> <span className="quiet number">{weight < 1 ? formatShare(weight) : ""}</span></li>
        ))}
      </ul>
    </>
  );
}

export function NodePanel({ map, node, onClose, onFocus, onSelect }: { map: ChainMap; node: ChainMapNode; onClose: () => void; onFocus: () => void; onSelect: (id: string) => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const detail = useGet<ChainNodeDetail>("/api/chain/nodes/{node}", { zone: zone.id, node: node.id, page_size: 20 });
  const inputs = map.edges.filter((e) => e.to === node.id && e.from !== node.id).map((e) => ({ id: e.from, weight: e.weight }));
  const uses = map.edges.filter((e) => e.from === node.id && e.to !== node.id).map((e) => ({ id: e.to, weight: e.weight }));
  return (
    <Card
      className="map-panel"
      size="small"
      title={text(node.name)}
      extra={<Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("shell:form.close")} onClick={onClose} />}
    >
      <Space wrap className="gap">
        <Tag>{t(`kind.${node.kind}`)}</Tag>
        {node.weak && <Tag color="orange">{t("map.weak")} {formatNumber(node.weak_score, 3)}</Tag>}
      </Space>
      <div className="statistics">
        <Statistic title={t("map.strength")} value={formatNumber(node.strength, 3)} />
        <Statistic title={t("map.residents")} value={node.residents} />
        <Statistic title={t("map.companies")} value={node.companies} />
      </div>
      {node.resident_names.length > 0 && <p className="quiet">{node.resident_names.join(" · ")}</p>}
      <Space wrap className="gap">
        {node.kind === "sector" && <GoLink to={`/chain/weak-links?open=${encodeURIComponent(node.id)}`}><Button size="small" type="primary">{t("map.why")}</Button></GoLink>}
        <GoLink to={targetsPath(node.id)}><Button size="small">{t("weak.targets")}</Button></GoLink>
        <Button size="small" onClick={onFocus}>{t("map.focusHere")}</Button>
      </Space>
      <Neighbours title={t("map.inputs")} ids={inputs} map={map} onSelect={onSelect} />
      <Neighbours title={t("map.uses")} ids={uses} map={map} onSelect={onSelect} />
      {detail.error ? <Failure error={detail.error} onRetry={detail.reload} /> : !detail.data ? <Loading rows={3} /> : (
        <>
          {detail.data.companies.length > 0 && <h4>{t("map.whoMakes", { count: detail.data.total })}</h4>}
          <ul className="plain">
            {detail.data.companies.map((c) => (
              <li key={c.company}><strong>{c.name}</strong> <span className="quiet">{c.company} {c.region} {c.products.slice(0, 3).join(" · ")}</span></li>
            ))}
          </ul>
          {detail.data.relations.length > 0 && <h4>{t("map.relations")}</h4>}
          <ul className="plain">
            {detail.data.relations.slice(0, 20).map((r) => (
              <li key={r.relation + r.id}><span className="quiet">{t(`relation.${r.relation}`, r.relation)}</span> <GoLink to={mapPath(r.id)}>{text(r.name)}</GoLink></li>
            ))}
          </ul>
        </>
      )}
      <NodeFacts node={node.id} />
    </Card>
  );
}
