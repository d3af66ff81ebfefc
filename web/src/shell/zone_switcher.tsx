// Chooses the zone from which one looks: a tree with search by name or code.
import { TreeSelect } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { pick, useLanguage } from "./i18n";
import { buildZoneTree, type ZoneNode } from "./zone_tree";
import { useChangeZone, useZones } from "./zones";

interface Option {
  value: number;
  title: string;
  search: string;
  disabled: boolean;
  children: Option[];
}

export function useZoneOptions(): Option[] {
  const { zones, scope } = useZones();
  const language = useLanguage();
  return useMemo(() => {
    const option = (node: ZoneNode): Option => ({
      value: node.id,
      title: pick(node.name, language),
      search: `${node.name.zh} ${node.name.en} ${node.code}`.toLowerCase(),
      disabled: !scope.has(node.id),
      children: node.children.map(option),
    });
    return buildZoneTree(zones).map(option);
  }, [zones, scope, language]);
}

export function ZoneSelect({ value, onChange, placeholder, ...rest }: { value?: number; onChange?: (zone: number) => void; placeholder?: string; allowClear?: boolean; className?: string; id?: string }) {
  const { t } = useTranslation();
  const options = useZoneOptions();
  return (
    <TreeSelect
      {...rest}
      value={value}
      onChange={onChange}
      treeData={options}
      showSearch={{ filterTreeNode: (input, node) => String(node.search).includes(input.toLowerCase()) }}
      treeDefaultExpandAll
      popupMatchSelectWidth={340}
      listHeight={420}
      treeLine
      placeholder={placeholder ?? t("zone.choose")}
      aria-label={placeholder ?? t("zone.choose")}
    />
  );
}

export function ZoneSwitcher() {
  const { zone } = useZones();
  const change = useChangeZone();
  return <ZoneSelect className="zone-switcher" value={zone.id} onChange={change} />;
}
