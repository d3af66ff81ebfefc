// Finds one enterprise by name or code.
import { Select } from "antd";
import { useState } from "react";

import { useGet } from "../api/use_get";
import type { ListPage } from "../shell/data_table";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import type { Enterprise } from "./types";

export function EnterprisePicker({ value, onChange, exclude, id, className }: { value?: number; onChange?: (id: number) => void; exclude?: number; id?: string; className?: string }) {
  const t = useT();
  const { zone } = useZones();
  const [search, setSearch] = useState("");
  const found = useGet<ListPage<Enterprise>>("/api/enterprises", { zone: zone.id, q: search, page_size: 20 });
  return (
    <Select
      id={id}
      className={className}
      value={value}
      onChange={onChange}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={found.loading}
      placeholder={t("enterprise.search")}
      aria-label={t("enterprise.search")}
      notFoundContent={t("codes.none")}
      options={(found.data?.items ?? []).filter((e) => e.id !== exclude).map((e) => ({ value: e.id, label: e.name }))}
    />
  );
}
