// Planning: which industries to strengthen, whether parks overlap, where growth came from, and the
// stage of each park with the measures for it.
import { Tabs } from "antd";

import { Page } from "../shell/page";
import "./evaluation.css";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { ScopeChoice } from "./planning_parts";
import { Screening } from "./planning_screening";
import { Allocation, Measures, Overlap, ShiftShare, Stages, TablesAndRules } from "./planning_tabs";

const tabs = [
  { key: "industries", Content: Screening, scoped: true },
  { key: "overlap", Content: Overlap, scoped: true },
  { key: "shift", Content: ShiftShare, scoped: true },
  { key: "measures", Content: Measures, scoped: true },
  { key: "stages", Content: Stages, scoped: false },
  { key: "allocation", Content: Allocation, scoped: false },
  { key: "tables", Content: TablesAndRules, scoped: false },
];

export default function Planning() {
  const t = useT();
  const [params, change] = usePageState();
  return (
    <Page title={t("planning.title")} help={t("planning.help")}>
      <Tabs
        activeKey={params.get("tab") ?? "industries"}
        destroyOnHidden
        onChange={(tab) => change({ tab: tab === "industries" ? undefined : tab, open: undefined })}
        items={tabs.map(({ key, Content, scoped }) => ({ key, label: t(`planning.tabs.${key}`), children: <>{scoped && <ScopeChoice />}<Content /></> }))}
      />
    </Page>
  );
}
