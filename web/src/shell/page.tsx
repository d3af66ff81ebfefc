// The frame of every page: title, what the page is for, its actions.
import { Typography } from "antd";
import { type ReactNode, useEffect } from "react";

export function Page({
  title,
  help,
  actions,
  children,
}: {
  title: ReactNode;
  help: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = typeof title === "string" ? `${title} · 高新 Gaoxin` : "高新 Gaoxin";
  }, [title]);
  return (
    <section className="page">
      <header className="page-head">
        <div>
          <Typography.Title level={1}>{title}</Typography.Title>
          <p className="page-help">{help}</p>
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
