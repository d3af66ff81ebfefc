// A form in a dialog: sends, shows the server's errors at the fields they name, closes when it went
// well.
import { Form, type FormInstance, Modal } from "antd";
import type { ReactNode } from "react";

import { ApiError } from "../api/client";
import { useText } from "../shell/i18n";
import { Failure } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useT } from "./locale";

interface Props<Values extends object> {
  title: ReactNode;
  okText?: string;
  okDisabled?: boolean;
  width?: number;
  help?: ReactNode;
  initial?: Partial<Values>;
  form?: FormInstance<Values>;
  onClose: () => void;
  /** Sends; the dialog's owner closes it. */
  run: (values: Values) => Promise<void>;
  children: ReactNode;
}

export function FormDialog<Values extends object>({ title, okText, okDisabled, width = 600, help, initial, form: given, onClose, run, children }: Props<Values>) {
  const t = useT();
  const text = useText();
  const [own] = Form.useForm<Values>();
  const form = given ?? own;
  const { submit, error, busy } = useSubmit(async (values: Values) => {
    try {
      await run(values);
    } catch (cause) {
      if (cause instanceof ApiError) for (const field of cause.fields) form.setFields([{ name: field.path.split(".") as never, errors: [text(field.message)] }]);
      throw cause;
    }
  });
  return (
    <Modal open width={width} title={title} onCancel={onClose} okText={okText ?? t("shell:form.save")} okButtonProps={{ disabled: okDisabled }} confirmLoading={busy} onOk={() => form.submit()}>
      {error && <Failure error={error} />}
      {help && <p className="quiet">{help}</p>}
      <Form<Values> form={form} layout="vertical" className="dense-form" initialValues={initial} onFinish={(values) => void submit(values)}>{children}</Form>
    </Modal>
  );
}

/** The rule of a field that must be filled in. */
export function useRequired() {
  const t = useT();
  return [{ required: true, message: t("shell:form.required") }];
}
