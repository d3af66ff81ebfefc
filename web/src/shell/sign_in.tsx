// Signing in, and the change of password that may be demanded first.
import { Alert, Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { call } from "../api/client";
import { LanguageSwitch } from "./language_switch";
import { useSession } from "./session";
import { Failure } from "./states";
import { useSubmit } from "./submit";

function Gate({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="gate">
      <div className="gate-language"><LanguageSwitch /></div>
      <main className="gate-box">
        <header>
          <img src="/icon.svg" alt="" width={44} height={44} />
          <div>
            <h1>高新 Gaoxin</h1>
            <p>{t("signIn.tagline")}</p>
          </div>
        </header>
        <div className="gate-card">
          <h2>{title}</h2>
          {children}
        </div>
      </main>
    </div>
  );
}

export function SignIn() {
  const { t } = useTranslation();
  const { signIn, expired } = useSession();
  const { submit, error, busy } = useSubmit((v: { username: string; password: string }) => signIn(v.username, v.password));
  return (
    <Gate title={t("signIn.title")}>
      {expired && <Alert className="gap" type="info" showIcon title={t("signIn.expired")} />}
      {error && <Failure error={error} />}
      <Form layout="vertical" onFinish={(v) => void submit(v)} requiredMark={false}>
        <Form.Item name="username" label={t("signIn.username")} rules={[{ required: true, message: t("form.required") }]}>
          <Input autoComplete="username" autoFocus spellCheck={false} size="large" />
        </Form.Item>
        <Form.Item name="password" label={t("signIn.password")} rules={[{ required: true, message: t("form.required") }]}>
          <Input.Password autoComplete="current-password" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block size="large" loading={busy}>{t("signIn.submit")}</Button>
      </Form>
      <p className="quiet gap-top">{t("signIn.help")}</p>
      <Link to="/calculator">{t("signIn.calculator")}</Link>
    </Gate>
  );
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { submit, error, busy } = useSubmit(async (v: { current: string; next: string }) => {
    await call("POST", "/api/session/password", { current: v.current, next: v.next });
    onDone();
  });
  return (
    <>
      {error && <Failure error={error} />}
      <Form layout="vertical" onFinish={(v) => void submit(v)} requiredMark={false}>
        <Form.Item name="current" label={t("password.current")} rules={[{ required: true, message: t("form.required") }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="next" label={t("password.next")} extra={t("password.rule")} rules={[{ required: true, min: 10, message: t("password.rule") }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t("password.again")}
          dependencies={["next"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                value === getFieldValue("next") ? Promise.resolve() : Promise.reject(new Error(t("password.differs"))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>{t("password.submit")}</Button>
      </Form>
    </>
  );
}

export function ForcedPassword() {
  const { t } = useTranslation();
  const { refresh, signOut } = useSession();
  return (
    <Gate title={t("password.title")}>
      <Alert className="gap" type="warning" showIcon title={t("password.forced")} />
      <PasswordForm onDone={refresh} />
      <Button type="link" className="gap-top" onClick={() => void signOut()}>{t("frame.signOut")}</Button>
    </Gate>
  );
}

export function PasswordPage() {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  const { refresh } = useSession();
  return (
    <section className="page narrow-page">
      <h1>{t("password.title")}</h1>
      {done ? (
        <Alert type="success" showIcon title={t("password.done")} />
      ) : (
        <PasswordForm onDone={() => { setDone(true); refresh(); }} />
      )}
    </section>
  );
}
