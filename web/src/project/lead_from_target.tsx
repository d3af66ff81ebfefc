// One click makes a target company of the chain a lead; when somebody reported it already, it says
// whose it is and asks why this is another project.
import { App, Button, Input, Modal, Tooltip } from "antd";
import { useState } from "react";

import { ApiError, call } from "../api/client";
import { GoLink } from "../shell/link";
import { usePermission } from "../shell/session";
import { Failure } from "../shell/states";
import { useGo, useZones } from "../shell/zones";
import { existingProject, withoutId } from "./duplicate_error";
import { useT } from "./locale";
import { paths, projectPath } from "./paths";
import type { Project } from "./types";

export function LeadFromTarget({ company, node }: { company: string; node: string }) {
  const t = useT();
  const go = useGo();
  const { zone } = useZones();
  const { message } = App.useApp();
  const mayWrite = usePermission("project.write");
  const [busy, setBusy] = useState(false);
  const [met, setMet] = useState<ApiError>();
  const [reason, setReason] = useState("");
  const make = async () => {
    setBusy(true);
    try {
      const project = await call<Project>("POST", paths.fromTarget, { zone: zone.id, company, chain_node: node, distinct_reason: reason.trim() || null });
      message.success(t("lead.fromTargetDone"));
      go(projectPath(project.id));
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      setMet(cause);
    } finally {
      setBusy(false);
    }
  };
  if (!mayWrite) return null;
  const existing = met && existingProject(met);
  return (
    <>
      <Tooltip title={t("lead.fromTargetHelp")}><Button size="small" loading={busy} onClick={() => void make()}>{t("lead.fromTarget")}</Button></Tooltip>
      <Modal open={met !== undefined} title={t("lead.fromTarget")} onCancel={() => setMet(undefined)} okText={t("lead.again")} okButtonProps={{ disabled: reason.trim() === "", hidden: met?.key !== "project.duplicate" }} confirmLoading={busy} onOk={() => void make()}>
        {met && <Failure error={withoutId(met)} />}
        {existing !== undefined && <p><GoLink to={projectPath(existing)}>{t("duplicate.openExisting")}</GoLink></p>}
        {met?.key === "project.duplicate" && (
          <>
            <p className="quiet">{t("duplicate.distinctHelp")}</p>
            <Input.TextArea rows={2} value={reason} maxLength={500} aria-label={t("duplicate.distinct")} placeholder={t("duplicate.distinct")} onChange={(event) => setReason(event.target.value)} />
          </>
        )}
      </Modal>
    </>
  );
}
