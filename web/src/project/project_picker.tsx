// Finds one project by name, number or investor.
import { Select } from "antd";
import { useState } from "react";

import { useGet } from "../api/use_get";
import type { ListPage } from "../shell/data_table";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { paths } from "./paths";
import type { Project } from "./types";

export function ProjectPicker({ value, onChange, exclude, id }: { value?: number; onChange?: (id: number | undefined) => void; exclude?: number; id?: string }) {
  const t = useT();
  const { zone } = useZones();
  const [search, setSearch] = useState("");
  const found = useGet<ListPage<Project>>(paths.projects, { zone: zone.id, q: search, page_size: 20 });
  return (
    <Select
      id={id}
      allowClear
      value={value}
      onChange={onChange}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={found.loading}
      placeholder={t("list.search")}
      aria-label={t("list.search")}
      notFoundContent={t("list.none")}
      options={(found.data?.items ?? []).filter((p) => p.id !== exclude).map((p) => ({ value: p.id, label: `${p.name} ${p.number}` }))}
    />
  );
}
