// Adds or changes what a person enters about an enterprise. The server checks the codes; its
// answer is shown at the fields it names.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Drawer, Form, Input, Select } from "antd";
import { useEffect } from "react";

import { ApiError, call } from "../api/client";
import { useText } from "../shell/i18n";
import { Failure } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { CodeSelect } from "./code_select";
import { useT } from "./locale";
import type { Contact, Enterprise } from "./types";

interface Values {
  name: string;
  short_name?: string;
  name_en?: string;
  former_names?: string[];
  credit_code?: string;
  stock_code?: string;
  region_code?: string;
  address?: string;
  industry_code?: string;
  scale?: string;
  status?: string;
  products?: string[];
  contacts?: Contact[];
  source?: string;
}

/** An emptied field is unknown, not an empty text. */
export function withoutEmpty<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === "" || value === undefined ? null : value])) as T;
}

function valuesOf(e: Enterprise): Values {
  const text = (value: string | null) => value ?? undefined;
  return {
    name: e.name, short_name: text(e.short_name), name_en: text(e.name_en), former_names: e.former_names,
    credit_code: text(e.credit_code), stock_code: text(e.stock_code), region_code: text(e.region_code), address: text(e.address),
    industry_code: text(e.industry_code), scale: text(e.scale), status: e.status, products: e.products, contacts: e.contacts, source: e.source,
  };
}

export function EnterpriseForm({ open, enterprise, onClose, onSaved }: { open: boolean; enterprise: Enterprise | null; onClose: () => void; onSaved: (enterprise: Enterprise) => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [form] = Form.useForm<Values>();
  const { submit, error, busy } = useSubmit(async (v: Values) => {
    const input = { ...withoutEmpty(v), contacts: (v.contacts ?? []).map(withoutEmpty), industry_label: enterprise?.industry_label ?? null };
    try {
      const saved = enterprise
        ? await call<Enterprise>("PUT", "/api/enterprises/{id}", { zone: zone.id, id: enterprise.id, version: enterprise.version, enterprise: input })
        : await call<Enterprise>("POST", "/api/enterprises", { zone: zone.id, enterprise: input });
      onSaved(saved);
    } catch (cause) {
      if (cause instanceof ApiError)
        form.setFields(cause.fields.map((f) => ({ name: f.path.replace(/^enterprise\./, "") as keyof Values, errors: [text(f.message)] })));
      throw cause;
    }
  });
  useEffect(() => {
    if (!open) return;
    form.resetFields();
    if (enterprise) form.setFieldsValue(valuesOf(enterprise));
  }, [open, enterprise]);
  const options = (group: string, names: string[]) => names.map((value) => ({ value, label: t(`${group}.${value}`) }));
  return (
    <Drawer
      open={open}
      onClose={onClose}
      size={560}
      forceRender
      title={enterprise ? enterprise.name : t("enterprise.new")}
      extra={<Button type="primary" loading={busy} onClick={() => form.submit()}>{t("shell:form.save")}</Button>}
    >
      {error && <Failure error={error} />}
      <Form form={form} layout="vertical" onFinish={(v) => void submit(v)} className="dense-form">
        <Form.Item name="name" label={t("enterprise.name")} rules={[{ required: true, message: t("shell:form.required") }]}><Input maxLength={200} /></Form.Item>
        <div className="two">
          <Form.Item name="short_name" label={t("enterprise.shortName")}><Input /></Form.Item>
          <Form.Item name="name_en" label={t("enterprise.nameEn")}><Input /></Form.Item>
          <Form.Item name="credit_code" label={t("enterprise.creditCode")} extra={t("enterprise.creditCodeHelp")}><Input spellCheck={false} maxLength={18} /></Form.Item>
          <Form.Item name="stock_code" label={t("enterprise.stockCode")} extra={t("enterprise.stockCodeHelp")}><Input spellCheck={false} /></Form.Item>
          <Form.Item name="industry_code" label={t("enterprise.industry")}><CodeSelect kind="industries" /></Form.Item>
          <Form.Item name="region_code" label={t("enterprise.region")}><CodeSelect kind="regions" /></Form.Item>
          <Form.Item name="scale" label={t("enterprise.scale")}><Select allowClear options={options("scale", ["large", "medium", "small", "micro"])} /></Form.Item>
          <Form.Item name="status" label={t("enterprise.status")}><Select options={options("status", ["operating", "suspended", "moved_out", "revoked", "deregistered"])} /></Form.Item>
        </div>
        <Form.Item name="address" label={t("enterprise.address")}><Input /></Form.Item>
        <Form.Item name="products" label={t("enterprise.products")} extra={t("enterprise.listHelp")}><Select mode="tags" open={false} suffixIcon={null} /></Form.Item>
        <Form.Item name="former_names" label={t("enterprise.formerNames")} extra={t("enterprise.listHelp")}><Select mode="tags" open={false} suffixIcon={null} /></Form.Item>
        <Form.Item label={t("enterprise.contacts")}>
          <Form.List name="contacts">
            {(fields, { add, remove }) => (
              <>
                {fields.map(({ key, name }) => (
                  <div key={key} className="form-row">
                    <Form.Item name={[name, "name"]} rules={[{ required: true, message: t("contact.name") }]}><Input placeholder={t("contact.name")} /></Form.Item>
                    <Form.Item name={[name, "title"]}><Input placeholder={t("contact.title")} /></Form.Item>
                    <Form.Item name={[name, "phone"]}><Input placeholder={t("contact.phone")} /></Form.Item>
                    <Form.Item name={[name, "email"]}><Input placeholder={t("contact.email")} /></Form.Item>
                    <Button icon={<DeleteOutlined />} aria-label={t("shell:form.remove")} onClick={() => remove(name)} />
                  </div>
                ))}
                <Button icon={<PlusOutlined />} onClick={() => add({})}>{t("contact.add")}</Button>
              </>
            )}
          </Form.List>
        </Form.Item>
        <Form.Item name="source" label={t("enterprise.source")} extra={t("enterprise.sourceHelp")}><Input /></Form.Item>
      </Form>
    </Drawer>
  );
}
