// What a page shows when it has nothing yet, nothing at all, or an error.
import { Alert, Button, Empty, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ApiError } from "../api/client";
import { useText } from "./i18n";

export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div className="loading" aria-busy="true">
      <Skeleton active title paragraph={{ rows }} />
    </div>
  );
}

/** The server's own words, every field's error, the id to quote, and a way on. */
export function Failure({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <Alert
      className="failure"
      type="error"
      showIcon
      title={text(error.text)}
      description={
        <>
          {error.fields.length > 0 && (
            <ul>
              {error.fields.map((field) => (
                <li key={field.path + field.key}>
                  {field.path !== "" && <code>{field.path}</code>} {text(field.message)}
                </li>
              ))}
            </ul>
          )}
          {error.requestId !== null && (
            <span className="quiet">
              {t("failure.requestId")} <code>{error.requestId}</code>
            </span>
          )}
        </>
      }
      action={onRetry && <Button onClick={onRetry}>{t("failure.retry")}</Button>}
    />
  );
}

export function Nothing({ title, hint, action }: { title: string; hint?: ReactNode; action?: ReactNode }) {
  return (
    <Empty
      className="nothing"
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <>
          <strong>{title}</strong>
          {hint && <p className="quiet">{hint}</p>}
        </>
      }
    >
      {action}
    </Empty>
  );
}
