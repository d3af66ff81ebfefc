// Chooses a person of the zone: oneself first, then whoever works there.
import { Select } from "antd";
import { useMemo } from "react";

import { useGet } from "../api/use_get";
import { useSession } from "../shell/session";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { paths } from "./paths";
import type { Person } from "./types";

export function usePeople(): Person[] {
  const { zone } = useZones();
  const { data } = useGet<{ items: Person[] }>(paths.people, { zone: zone.id });
  return data?.items ?? [];
}

interface Props {
  value?: number;
  onChange?: (user: number | undefined) => void;
  id?: string;
  placeholder?: string;
  className?: string;
  disabled?: boolean;
}

export function UserSelect({ value, onChange, placeholder, ...rest }: Props) {
  const t = useT();
  const { session } = useSession();
  const people = usePeople();
  const me = session?.user.id;
  const options = useMemo(() => {
    const rows = people.map((person) => ({ value: person.id, label: person.id === me ? t("person.me", { name: person.display_name }) : person.display_name }));
    return rows.sort((a, b) => Number(b.value === me) - Number(a.value === me));
  }, [people, me, t]);
  return (
    <Select
      {...rest}
      allowClear
      value={value}
      onChange={onChange}
      options={options}
      showSearch={{ optionFilterProp: "label" }}
      placeholder={placeholder ?? t("person.choose")}
      aria-label={placeholder ?? t("person.choose")}
      popupMatchSelectWidth={220}
    />
  );
}
