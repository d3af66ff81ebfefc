// Who works on a project and where it came from.
import { Button, Card, Form, Select, Table, Tag } from "antd";
import { useState } from "react";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, missing } from "../shell/format";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useZones } from "../shell/zones";
import { FormDialog, useRequired } from "./form_dialog";
import { useT } from "./locale";
import { paths } from "./paths";
import { PostTags } from "./teams";
import type { Activity, Introducer, OriginKind, Project, ProjectOrigin, ReinvestmentLeads, Team } from "./types";

function AddOrigin({ project, onClose, onSaved }: { project: Project; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const required = useRequired();
  const [form] = Form.useForm<{ kind: OriginKind; origin_id: number }>();
  const kind = Form.useWatch("kind", form) ?? "activity";
  const activities = useGet<{ items: Activity[] }>(kind === "activity" ? paths.activities : null, { zone: zone.id });
  const introducers = useGet<{ items: Introducer[] }>(kind === "introducer" ? paths.introducers : null, { zone: zone.id });
  const signals = useGet<ReinvestmentLeads>(kind === "signal" ? paths.signals : null, { zone: zone.id });
  const options =
    kind === "activity" ? (activities.data?.items ?? []).map((a) => ({ value: a.id, label: `${a.title} ${a.from_date}` }))
    : kind === "introducer" ? (introducers.data?.items ?? []).map((i) => ({ value: i.id, label: i.name }))
    : (signals.data?.items ?? []).flatMap((lead) => lead.signals.map((s) => ({ value: s.id, label: `${lead.enterprise_name}: ${s.text} ${s.noted_on}` })));
  return (
    <FormDialog<{ kind: OriginKind; origin_id: number }>
      form={form}
      title={t("origin.add")}
      initial={{ kind: "activity" }}
      onClose={onClose}
      run={async (v) => { await call("POST", paths.addOrigin, { zone: zone.id, id: project.id, ...v }); onSaved(); }}
    >
      <Form.Item name="kind" label={t("origin.kind")}><Select onChange={() => form.setFieldValue("origin_id", undefined)} options={(["activity", "introducer", "signal"] as const).map((value) => ({ value, label: t(`origin.kinds.${value}`) }))} /></Form.Item>
      <Form.Item name="origin_id" label={t(`origin.kinds.${kind}`)} rules={required}><Select showSearch={{ optionFilterProp: "label" }} options={options} /></Form.Item>
    </FormDialog>
  );
}

export default function ProjectTeam({ project, onChanged }: { project: Project; onChanged: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const mayWrite = usePermission("project.write") && project.merged_into === null;
  const [adding, setAdding] = useState(false);
  const origins = useGet<{ items: ProjectOrigin[] }>(paths.origins, { zone: zone.id, project_id: project.id });
  const teams = useGet<{ items: Team[] }>(paths.teams, { zone: zone.id });
  const serves = (team: Team) => project.industry_code !== null && team.industries.some((code) => project.industry_code!.startsWith(code));
  const rows = [...(teams.data?.items ?? [])].sort((a, b) => Number(serves(b)) - Number(serves(a)));
  return (
    <div className="two-columns">
      <Card size="small" title={t("team.title")}>
        {teams.error ? <Failure error={teams.error} onRetry={teams.reload} /> : !teams.data ? <Loading rows={3} /> : (
          <Table<Team>
            size="small"
            rowKey="id"
            pagination={false}
            dataSource={rows}
            locale={{ emptyText: t("team.none") }}
            columns={[
              { key: "name", title: t("team.name"), render: (_, x) => <>{x.name} {serves(x) && <Tag color="green">{t("team.serves")}</Tag>}</> },
              { key: "posts", title: t("team.posts"), render: (_, x) => <PostTags posts={x.posts} /> },
            ]}
          />
        )}
        <p className="quiet">{t("project.owner")}: {project.owner_name ?? missing} · {t("project.introducer")}: {project.introducer ?? missing}</p>
      </Card>
      <Card size="small" title={t("origin.title")} extra={mayWrite && <Button size="small" onClick={() => setAdding(true)}>{t("origin.add")}</Button>}>
        {origins.error ? <Failure error={origins.error} onRetry={origins.reload} /> : !origins.data ? <Loading rows={3} /> : (
          <Table<ProjectOrigin>
            size="small"
            rowKey={(o) => `${o.kind}${o.origin_id}`}
            pagination={false}
            dataSource={origins.data.items}
            locale={{ emptyText: t("origin.noneOfProject") }}
            columns={[
              { key: "kind", title: t("origin.kind"), render: (_, o) => <Tag>{t(`origin.kinds.${o.kind}`)}</Tag> },
              { key: "title", title: t("origin.from"), render: (_, o) => o.title },
              { key: "on", title: t("origin.notedOn"), render: (_, o) => formatDate(o.noted_on) },
            ]}
          />
        )}
        <p className="quiet">{t("project.source")}: {project.source}</p>
        {project.source_record && <p className="quiet pre-line">{project.source_record}</p>}
      </Card>
      {adding && <AddOrigin project={project} onClose={() => setAdding(false)} onSaved={() => { setAdding(false); origins.reload(); onChanged(); }} />}
    </div>
  );
}
