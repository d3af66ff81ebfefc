// The tree of zones and parks: look, add below, change.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Card, Descriptions, Form, Input, Modal, Select, Space, Tag, Tree } from "antd";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call } from "../api/client";
import { missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { buildZoneTree, type Zone, type ZoneLevel, type ZoneNode } from "../shell/zone_tree";
import { useZones } from "../shell/zones";
import { useT } from "./locale";

const levels: ZoneLevel[] = ["nation", "province", "city", "zone", "park"];

interface TreeItem {
  key: number;
  title: ReactNode;
  children: TreeItem[];
}

interface ZoneForm {
  level: ZoneLevel;
  code: string;
  zh: string;
  en: string;
  region_code?: string;
}

function ZoneDialog({ parent, zone, onClose, onSaved }: { parent: Zone | null; zone: Zone | null; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const [form] = Form.useForm<ZoneForm>();
  const { submit, error, busy } = useSubmit(async (v: ZoneForm) => {
    const shared = { code: v.code, name: { zh: v.zh, en: v.en }, region_code: v.region_code || null };
    if (zone) await call("PUT", "/api/zones/{zone}", { zone: zone.id, ...shared, version: zone.version });
    else await call("POST", "/api/zones", { zone: parent!.id, level: v.level, ...shared });
    onSaved();
  });
  useEffect(() => {
    form.resetFields();
    if (zone) form.setFieldsValue({ code: zone.code, zh: zone.name.zh, en: zone.name.en, region_code: zone.region_code ?? "" });
    else if (parent) form.setFieldsValue({ level: levels[levels.indexOf(parent.level) + 1] ?? "park", region_code: parent.region_code ?? "" });
  }, [zone, parent]);
  const required = [{ required: true, message: t("shell:form.required") }];
  return (
    <Modal
      open={zone !== null || parent !== null}
      onCancel={onClose}
      title={zone ? `${t("zones.edit")} · ${text(zone.name)}` : `${t("zones.new")} · ${text(parent?.name)}`}
      okText={t("shell:form.save")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      forceRender
    >
      {error && <Failure error={error} />}
      <Form form={form} layout="vertical" onFinish={(v) => void submit(v)}>
        {parent && (
          <Form.Item name="level" label={t("zones.level")} rules={required}>
            <Select options={levels.slice(levels.indexOf(parent.level) + 1).map((value) => ({ value, label: t(`zones.levels.${value}`) }))} />
          </Form.Item>
        )}
        <Form.Item name="zh" label={t("zones.name")} rules={required}><Input /></Form.Item>
        <Form.Item name="en" label={t("zones.nameEn")} rules={required}><Input /></Form.Item>
        <Form.Item name="code" label={t("zones.code")} extra={t("zones.codeHelp")} rules={required}><Input spellCheck={false} /></Form.Item>
        <Form.Item name="region_code" label={t("zones.region")}><Input inputMode="numeric" /></Form.Item>
      </Form>
    </Modal>
  );
}

export default function Zones() {
  const t = useT();
  const text = useText();
  const { zones, zone: here, reload } = useZones();
  const mayWrite = usePermission("access.write");
  const [params, setParams] = useSearchParams();
  const [search, setSearch] = useState("");
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState(false);
  const chosen = zones.find((z) => z.id === Number(params.get("selected"))) ?? here;
  const parent = zones.find((z) => z.id === chosen.parent_id);
  const children = zones.filter((z) => z.parent_id === chosen.id);

  const tree = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const matches = (z: Zone) => `${z.name.zh} ${z.name.en} ${z.code}`.toLowerCase().includes(wanted);
    const keep = (node: ZoneNode): boolean => matches(node) || node.children.some(keep);
    const item = (node: ZoneNode): TreeItem => ({
      key: node.id,
      title: <>{text(node.name)} <span className="quiet">{node.code}</span></>,
      children: node.children.filter(keep).map(item),
    });
    return buildZoneTree(zones).filter(keep).map(item);
  }, [zones, search, text]);

  const done = () => {
    setAdding(false);
    setChanging(false);
    reload();
  };
  return (
    <Page title={t("zones.title")} help={t("zones.help")}>
      <div className="split">
        <Card size="small">
          <Input className="search gap" type="search" allowClear value={search} placeholder={t("zones.search")} aria-label={t("zones.search")} onChange={(event) => setSearch(event.target.value)} />
          <Tree
            defaultExpandAll
            key={search}
            blockNode
            treeData={tree}
            selectedKeys={[chosen.id]}
            onSelect={(keys) => keys[0] !== undefined && setParams((old) => { const next = new URLSearchParams(old); next.set("selected", String(keys[0])); return next; }, { replace: true })}
          />
        </Card>
        <Card
          title={text(chosen.name)}
          extra={mayWrite && (
            <Space>
              <Button onClick={() => setChanging(true)}>{t("zones.edit")}</Button>
              {chosen.level !== "park" && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t("zones.new")}</Button>}
            </Space>
          )}
        >
          <Descriptions
            column={1}
            items={[
              { key: "zh", label: t("zones.name"), children: chosen.name.zh },
              { key: "en", label: t("zones.nameEn"), children: chosen.name.en },
              { key: "level", label: t("zones.level"), children: <>{t(`zones.levels.${chosen.level}`)} {chosen.demonstration && <Tag color="orange">{t("zones.demonstration")}</Tag>}</> },
              { key: "code", label: t("zones.code"), children: <code>{chosen.code}</code> },
              { key: "region", label: t("zones.region"), children: chosen.region_code ?? missing },
              { key: "parent", label: t("zones.parent"), children: parent ? text(parent.name) : missing },
            ]}
          />
          <h4>{t("zones.children", { count: children.length })}</h4>
          {children.length === 0 ? (
            <Nothing title={missing} />
          ) : (
            <ul>{children.map((z) => <li key={z.id}><GoLink to={`/access/zones?selected=${z.id}`}>{text(z.name)}</GoLink></li>)}</ul>
          )}
        </Card>
      </div>
      <ZoneDialog parent={adding ? chosen : null} zone={changing ? chosen : null} onClose={() => { setAdding(false); setChanging(false); }} onSaved={done} />
    </Page>
  );
}
