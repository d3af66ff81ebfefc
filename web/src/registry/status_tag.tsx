// The state of an enterprise, with its colour.
import { Tag } from "antd";

import { useT } from "./locale";
import type { Enterprise } from "./types";

const colors: Record<Enterprise["status"], string> = {
  operating: "green", suspended: "orange", moved_out: "default", revoked: "red", deregistered: "default",
};

export function StatusTag({ status }: { status: Enterprise["status"] }) {
  const t = useT();
  return <Tag color={colors[status]}>{t(`status.${status}`)}</Tag>;
}
