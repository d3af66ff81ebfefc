// Finds a code of an industry or a region by its number or a part of its name, on the server.
import { Select } from "antd";
import { useState } from "react";

import { useGet } from "../api/use_get";
import { useT } from "./locale";
import type { CodeRow, List } from "./types";

export type CodeKind = "industries" | "regions";

interface Props {
  kind: CodeKind;
  value?: string | string[];
  onChange?: (value: string | string[] | undefined) => void;
  many?: boolean;
  placeholder?: string;
  className?: string;
  id?: string;
}

export function CodeSelect({ kind, value, onChange, many, placeholder, className, id }: Props) {
  const t = useT();
  const [search, setSearch] = useState("");
  const one = typeof value === "string" ? value : undefined;
  const found = useGet<List<CodeRow>>(`/api/${kind}`, { q: search || one, limit: 50 });
  const options = (found.data?.items ?? []).map((row) => ({
    value: row.code,
    label: `${row.name} ${row.code}`,
    path: row.path.slice(0, -1).join(" › "),
  }));
  return (
    <Select
      id={id}
      mode={many ? "multiple" : undefined}
      value={value}
      onChange={onChange}
      allowClear
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={found.loading}
      placeholder={placeholder ?? t("codes.find")}
      aria-label={placeholder ?? t("codes.find")}
      popupMatchSelectWidth={360}
      className={className}
      options={options}
      notFoundContent={found.error ? t("codes.unavailable") : t("codes.none")}
      optionRender={(option) => (
        <div className="code-option">
          {option.label}
          {option.data.path && <div className="quiet">{option.data.path}</div>}
        </div>
      )}
    />
  );
}
