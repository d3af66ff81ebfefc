// The control for one field of the vocabulary, by its kind; a few members have their own.
import { Input, Select } from "antd";
import { useState } from "react";

import { useGet } from "../api/use_get";
import { CodeSelect } from "../registry/code_select";
import { pick, useLanguage } from "../shell/i18n";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { UserSelect } from "./user_select";
import type { ProjectField } from "./types";

interface ControlProps {
  value?: string;
  onChange?: (value: string) => void;
  id?: string;
  disabled?: boolean;
  className?: string;
  placeholder?: string;
  allowClear?: boolean;
}

interface NodeName {
  id: string;
  name: { zh: string; en: string };
}

/** A node of the chain, found by its name. */
export function ChainNodeSelect({ value, onChange, ...rest }: ControlProps) {
  const t = useT();
  const language = useLanguage();
  const { zone } = useZones();
  const [search, setSearch] = useState("");
  const asked = search || value || "";
  const found = useGet<{ items: NodeName[] }>(asked ? "/api/chain/nodes" : null, { zone: zone.id, q: asked.replace(/^\w+:/, ""), limit: 30 });
  return (
    <Select
      {...rest}
      allowClear
      value={value || undefined}
      onChange={(next) => onChange?.(next ?? "")}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={found.loading}
      aria-label={rest.placeholder ?? t("field.chainNode")}
      notFoundContent={t(search ? "field.noNode" : "field.typeNode")}
      options={(found.data?.items ?? []).map((node) => ({ value: node.id, label: pick(node.name, language) }))}
      popupMatchSelectWidth={300}
    />
  );
}

export function FieldInput({ field, ...props }: ControlProps & { field: ProjectField }) {
  const text = (value: unknown) => props.onChange?.(value === undefined || value === null ? "" : String(value));
  if (field.name === "owner_user_id") return <UserSelect id={props.id} disabled={props.disabled} value={props.value ? Number(props.value) : undefined} onChange={text} />;
  if (field.name === "industry_code") return <CodeSelect id={props.id} kind="industries" value={props.value || undefined} onChange={text} />;
  if (field.name === "chain_node") return <ChainNodeSelect {...props} />;
  const plain = { id: props.id, value: props.value, disabled: props.disabled, onChange: (event: { target: { value: string } }) => props.onChange?.(event.target.value) };
  if (field.kind === "date") return <Input {...plain} type="date" />;
  if (field.kind === "text") return <Input.TextArea {...plain} autoSize={{ minRows: 1, maxRows: 5 }} maxLength={2000} />;
  return <Input {...plain} inputMode={field.kind === "integer" ? "numeric" : "decimal"} suffix={field.unit ? <span className="quiet">{field.unit}</span> : undefined} />;
}
