// One bonus statement, as it is approved by a second person, printed and signed.
import { DownloadOutlined, PrinterOutlined } from "@ant-design/icons";
import { Alert, App, Button, Card, Dropdown, Popconfirm, Space, Tag, Tooltip } from "antd";
import { useState } from "react";
import { useParams } from "react-router-dom";

import { ApiError, call, download } from "../api/client";
import { useGet } from "../api/use_get";
import { formatMoney, formatTime, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission, useSession } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { statementColor } from "./appraisal";
import { AppraisalView } from "./appraisal_view";
import { useT } from "./locale";
import { paths } from "./paths";
import {  } from "./tags";
import type { Statement } from "./types";
import "./project.css";

export default function StatementPage() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { id } = useParams();
  const { zone, zones } = useZones();
  const { session } = useSession();
  const { message } = App.useApp();
  const mayApprove = usePermission("project.approve");
  const [busy, setBusy] = useState(false);
  const { data: s, error, reload } = useGet<Statement>(paths.statement, { zone: zone.id, id });
  const decide = useSubmit(async (approve: boolean) => {
    await call("POST", paths.decideStatement, { zone: zone.id, id: s!.id, version: s!.version, approve });
    message.success(t(approve ? "appraisal.approvedDone" : "appraisal.cancelledDone"));
    reload();
  });
  const save = async (events: boolean) => {
    setBusy(true);
    try {
      await download(paths.exportStatement, { zone: zone.id, id, lang: language, events }, `statement-${id}.xlsx`);
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      message.error(text(cause.text));
    } finally {
      setBusy(false);
    }
  };
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!s) return <Loading rows={10} />;
  const own = s.created_by === session?.user.id || (s.answer?.lines.some((line) => line.holder_kind === "person" && line.holder_id === session?.user.id && line.bonus !== null) ?? false);
  return (
    <Page
      title={s.title}
      help={<><GoLink to="/project/appraisal?tab=statements">{t("appraisal.pageTitle")}</GoLink> · <Tag color={statementColor[s.state]}>{t(`appraisal.states.${s.state}`)}</Tag> {t("appraisal.madeBy")} {s.created_by_name ?? missing} {formatTime(s.created_at)}</>}
      actions={
        <Space wrap>
          {s.state === "draft" && mayApprove && (
            <>
              <Tooltip title={own ? t("appraisal.ownHelp") : undefined}>
                <Popconfirm title={t("appraisal.approveHelp")} disabled={own} onConfirm={() => void decide.submit(true)}><Button type="primary" disabled={own} loading={decide.busy}>{t("appraisal.approve")}</Button></Popconfirm>
              </Tooltip>
              <Popconfirm title={t("appraisal.cancelHelp")} onConfirm={() => void decide.submit(false)}><Button>{t("appraisal.cancel")}</Button></Popconfirm>
            </>
          )}
          <Dropdown trigger={["click"]} menu={{ items: [{ key: "lines", label: t("appraisal.exportLines") }, { key: "events", label: t("appraisal.exportEvents") }], onClick: ({ key }) => void save(key === "events") }}>
            <Button icon={<DownloadOutlined />} loading={busy}>Excel</Button>
          </Dropdown>
          <Button icon={<PrinterOutlined />} onClick={() => window.print()}>{t("print")}</Button>
        </Space>
      }
    >
      {decide.error && <Failure error={decide.error} />}
      {s.reproduced !== null && <Alert className="gap no-print" type={s.reproduced ? "success" : "error"} showIcon title={t(s.reproduced ? "appraisal.reproduced" : "appraisal.differs")} />}
      <Card size="small">
        <div className="statement-head">
          <h2>{s.title}</h2>
          <p>{text(zones.find((z) => z.id === s.zone_id)?.name)} · {s.from_date} – {s.to_date} · {t("appraisal.pool")} {formatMoney(s.pool)} {t("yuan")}</p>
        </div>
        {s.answer && <AppraisalView answer={s.answer} />}
        <div className="signatures">
          <span>{t("appraisal.madeBy")}: {s.created_by_name ?? missing}</span>
          <span>{t("appraisal.decidedBy")}: {s.decided_by_name ? `${s.decided_by_name} ${formatTime(s.decided_at)}` : "____________"}</span>
          <span>{t("appraisal.signature")}: ____________</span>
        </div>
      </Card>
    </Page>
  );
}
