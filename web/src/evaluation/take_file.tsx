// A button that fetches a file and says when it cannot be had.
import { DownloadOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";

import { ApiError, download, type Input } from "../api/client";
import { useText } from "../shell/i18n";

export function TakeFile({ path, input, name, children, primary }: { path: string; input: Input; name: string; children: string; primary?: boolean }) {
  const text = useText();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await download(path, input, name);
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      message.error(text(cause.text));
    } finally {
      setBusy(false);
    }
  };
  return <Button icon={<DownloadOutlined />} type={primary ? "primary" : undefined} loading={busy} onClick={() => void run()}>{children}</Button>;
}
