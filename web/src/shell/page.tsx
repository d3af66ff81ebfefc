// The frame of every page: title, what the page is for, its actions.
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
          <h1>{title}</h1>
          <p className="page-help">{help}</p>
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
