// Users: who they are, which role they hold where, and whether they may sign in.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Drawer, Form, Input, Modal, Select, Space, Switch, Tag } from "antd";
import { useEffect, useState } from "react";

import type { components } from "../api/schema";
import { call } from "../api/client";
import { type Column, DataTable } from "../shell/data_table";
import { formatTime } from "../shell/format";
import { useText } from "../shell/i18n";
import { Page } from "../shell/page";
import { useRoles } from "../shell/roles";
import { usePermission } from "../shell/session";
import { useSubmit } from "../shell/submit";
import { Failure } from "../shell/states";
import { ZoneSelect } from "../shell/zone_switcher";
import { useZones } from "../shell/zones";
import { useT } from "./locale";

type Grant = components["schemas"]["Grant"];
type User = components["schemas"]["User"];
interface UserForm {
  username: string;
  display_name: string;
  password: string;
  disabled: boolean;
  grants: Grant[];
}

/** Sixteen characters without look-alikes. */
export function randomPassword(bytes: Uint8Array): string {
  const letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  return [...bytes].map((byte) => letters[byte % letters.length]).join("");
}

function PasswordInput({ value, onChange, id }: { value?: string; onChange?: (value: string) => void; id?: string }) {
  const t = useT();
  return (
    <Space.Compact block>
      <Input id={id} value={value} autoComplete="off" onChange={(event) => onChange?.(event.target.value)} />
      <Button onClick={() => onChange?.(randomPassword(crypto.getRandomValues(new Uint8Array(16))))}>{t("users.generate")}</Button>
    </Space.Compact>
  );
}

function Grants() {
  const t = useT();
  const text = useText();
  const roles = useRoles();
  const { zone } = useZones();
  const required = [{ required: true, message: t("users.role") }];
  return (
    <Form.List name="grants">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <div key={key} className="form-row">
              <Form.Item name={[name, "role"]} rules={required}>
                <Select
                  aria-label={t("users.role")}
                  options={[...roles.values()].map((role) => ({ value: role.name, label: text(role.title) }))}
                />
              </Form.Item>
              <Form.Item name={[name, "zone_id"]} rules={[{ required: true, message: t("users.zone") }]}><ZoneSelect /></Form.Item>
              <Button icon={<DeleteOutlined />} aria-label={t("shell:form.remove")} onClick={() => remove(name)} />
            </div>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => add({ role: undefined, zone_id: zone.id })}>{t("users.addGrant")}</Button>
        </>
      )}
    </Form.List>
  );
}

function UserDrawer({ user, onClose, onSaved }: { user: User | "new" | null; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const [form] = Form.useForm<UserForm>();
  const { zone } = useZones();
  const existing = user !== null && user !== "new" ? user : null;
  const { submit, error, busy } = useSubmit(async (v: UserForm) => {
    const grants = v.grants ?? [];
    if (existing)
      await call("PUT", "/api/users/{id}", {
        id: existing.id, display_name: v.display_name, disabled: v.disabled, grants, version: existing.version,
      });
    else
      await call("POST", "/api/users", {
        username: v.username, display_name: v.display_name, password: v.password, must_change_password: true, grants,
      });
    onSaved();
  });
  useEffect(() => {
    if (user === null) return;
    form.resetFields();
    form.setFieldsValue(existing ?? { grants: [{ zone_id: zone.id } as Grant], disabled: false });
  }, [user]);
  const required = [{ required: true, message: t("shell:form.required") }];
  return (
    <Drawer
      open={user !== null}
      onClose={onClose}
      size={520}
      forceRender
      title={existing ? t("users.edit", { name: existing.username }) : t("users.new")}
      extra={<Button type="primary" loading={busy} onClick={() => form.submit()}>{t("shell:form.save")}</Button>}
    >
      {error && <Failure error={error} />}
      <Form form={form} layout="vertical" onFinish={(v) => void submit(v)}>
        {!existing && (
          <Form.Item name="username" label={t("users.username")} rules={[{ required: true, pattern: /^[a-z0-9._-]{3,64}$/, message: t("users.usernameRule") }]}>
            <Input autoComplete="off" spellCheck={false} />
          </Form.Item>
        )}
        <Form.Item name="display_name" label={t("users.displayName")} rules={required}><Input maxLength={64} /></Form.Item>
        {!existing && (
          <Form.Item name="password" label={t("users.password")} extra={t("users.passwordHelp")} rules={[{ required: true, min: 10, message: t("users.passwordHelp") }]}>
            <PasswordInput />
          </Form.Item>
        )}
        <Form.Item label={t("users.grants")}><Grants /></Form.Item>
        {existing && <Form.Item name="disabled" label={t("users.disable")} valuePropName="checked"><Switch /></Form.Item>}
      </Form>
    </Drawer>
  );
}

function ResetPassword({ user, onClose }: { user: User | null; onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const [password, setPassword] = useState("");
  const { submit, error, busy } = useSubmit(async (next: string) => {
    await call("POST", "/api/users/{id}/password", { id: user!.id, password: next });
    message.success(t("users.resetDone"));
    onClose();
  });
  useEffect(() => setPassword(""), [user]);
  return (
    <Modal
      open={user !== null}
      onCancel={onClose}
      title={t("users.resetTitle", { name: user?.username })}
      okText={t("users.reset")}
      okButtonProps={{ disabled: password.length < 10, loading: busy }}
      onOk={() => void submit(password)}
    >
      {error && <Failure error={error} />}
      <p className="quiet">{t("users.passwordHelp")}</p>
      <PasswordInput value={password} onChange={setPassword} />
    </Modal>
  );
}

export default function Users() {
  const t = useT();
  const text = useText();
  const roles = useRoles();
  const { zones } = useZones();
  const mayWrite = usePermission("access.write");
  const [open, setOpen] = useState<User | "new" | null>(null);
  const [reset, setReset] = useState<User | null>(null);
  const [version, setVersion] = useState(0);
  const zoneName = (id: number) => text(zones.find((z) => z.id === id)?.name) || String(id);
  const columns: Column<User>[] = [
    { key: "username", title: t("users.username"), sortable: true, render: (u) => <code>{u.username}</code> },
    { key: "display_name", title: t("users.displayName"), sortable: true, render: (u) => u.display_name },
    {
      key: "grants", title: t("users.grants"),
      render: (u) => u.grants.map((g) => <Tag key={g.role + g.zone_id}>{text(roles.get(g.role)?.title) || g.role} · {zoneName(g.zone_id)}</Tag>),
    },
    {
      key: "disabled", title: t("users.state"),
      render: (u) => (
        <>
          <Tag color={u.disabled ? "default" : "green"}>{t(u.disabled ? "users.disabled" : "users.active")}</Tag>
          {u.must_change_password && <Tag color="orange">{t("users.mustChange")}</Tag>}
        </>
      ),
    },
    { key: "created_at", title: t("users.created"), sortable: true, render: (u) => formatTime(u.created_at) },
    {
      key: "actions", title: "", local: true,
      render: (u) => mayWrite && <Button size="small" onClick={() => setReset(u)}>{t("users.reset")}</Button>,
    },
  ];
  return (
    <Page
      title={t("users.title")}
      help={t("users.help")}
      actions={mayWrite && <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen("new")}>{t("users.new")}</Button>}
    >
      <DataTable<User>
        id="users"
        path="/api/users"
        columns={columns}
        rowKey={(u) => u.id}
        search={t("users.search")}
        onOpen={mayWrite ? setOpen : undefined}
        version={version}
        empty={{ title: t("users.empty"), hint: t("users.emptyHint"), action: mayWrite && <Button onClick={() => setOpen("new")}>{t("users.new")}</Button> }}
      />
      <UserDrawer user={open} onClose={() => setOpen(null)} onSaved={() => { setOpen(null); setVersion(version + 1); }} />
      <ResetPassword user={reset} onClose={() => setReset(null)} />
    </Page>
  );
}
