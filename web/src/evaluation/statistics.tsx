// Statistics of a zone: who has reported, reports by spreadsheet, totals, figures from outside, and
// the dictionary of items.
import { Tabs } from "antd";

import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Board } from "./board";
import { Context } from "./context";
import "./evaluation.css";
import { Items } from "./items";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { Totals } from "./totals";
import { UploadTab } from "./upload";

export default function Statistics() {
  const t = useT();
  const mayReport = usePermission("evaluation.report");
  const [params, change] = usePageState();
  return (
    <Page title={t("statistics.title")} help={t("statistics.help")}>
      <Tabs
        activeKey={params.get("tab") ?? "board"}
        destroyOnHidden
        onChange={(tab) => change({ tab: tab === "board" ? undefined : tab, period: undefined, page: undefined, q: undefined, state: undefined, remind: undefined })}
        items={[
          { key: "board", label: t("statistics.board"), children: <Board /> },
          ...(mayReport ? [{ key: "upload", label: t("statistics.upload"), children: <UploadTab /> }] : []),
          { key: "totals", label: t("statistics.totals"), children: <Totals /> },
          { key: "context", label: t("statistics.context"), children: <Context /> },
          { key: "items", label: t("statistics.items"), children: <Items /> },
        ]}
      />
    </Page>
  );
}
