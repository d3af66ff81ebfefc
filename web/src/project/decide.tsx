// Yes or no by a second person, each with a note. Who may not decide sees why.
import { Button, Input, Popconfirm, Space, Tooltip } from "antd";
import { useState } from "react";

import { ApiError } from "../api/client";
import { useText } from "../shell/i18n";
import { useT } from "./locale";

interface Props {
  yes: string;
  no: string;
  /** Why the reader may not decide; absent when he may. */
  own?: string;
  /** A note is asked for whatever the answer; otherwise only for a no. */
  noteRequired?: boolean;
  run: (yes: boolean, note: string) => Promise<void>;
}

function Choice({ yes, label, required, run }: { yes: boolean; label: string; required: boolean; run: Props["run"] }) {
  const t = useT();
  const text = useText();
  const [note, setNote] = useState("");
  const [error, setError] = useState<ApiError>();
  const confirm = async () => {
    setError(undefined);
    try {
      await run(yes, note.trim());
      setNote("");
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      setError(cause);
      throw cause; // Keeps the box open, with the reason in it.
    }
  };
  return (
    <Popconfirm
      title={label}
      okText={label}
      okButtonProps={{ danger: !yes, disabled: required && note.trim() === "" }}
      onConfirm={confirm}
      description={
        <>
          <Input.TextArea rows={2} value={note} maxLength={1000} aria-label={t("override.note")} placeholder={t(required ? "decide.noteRequired" : "decide.noteOptional")} onChange={(event) => setNote(event.target.value)} />
          {error && <p className="weak-number">{text(error.text)}</p>}
        </>
      }
    >
      <Button size="small" type={yes ? "primary" : "default"} danger={!yes}>{label}</Button>
    </Popconfirm>
  );
}

export function Decide({ yes, no, own, noteRequired = false, run }: Props) {
  if (own) return <Tooltip title={own}><span className="quiet">{own}</span></Tooltip>;
  return <Space size={4}><Choice yes label={yes} required={noteRequired} run={run} /><Choice yes={false} label={no} required run={run} /></Space>;
}
