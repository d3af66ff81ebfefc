// The application: providers around routes. Every page is loaded on demand.
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { lazy, Suspense, useMemo } from "react";
import { BrowserRouter, Navigate, Route, Routes, useLocation } from "react-router-dom";

import { ErrorBoundary } from "./error_boundary";
import { Frame } from "./frame";
import { useLanguage } from "./i18n";
import { allPages, type PageEntry } from "./modules";
import { SessionProvider, useSession } from "./session";
import { ForcedPassword, PasswordPage, SignIn } from "./sign_in";
import { Failure, Loading, Nothing } from "./states";
import { antConfig, type ThemeChoice, useThemeChoice } from "./theme";
import { ZonesProvider } from "./zones";
import { useTranslation } from "react-i18next";

const pages = allPages.map((entry) => ({ entry, Component: lazy(entry.load) }));
const publicPages = pages.filter((page) => page.entry.public);
const innerPages = pages.filter((page) => !page.entry.public);

function Guarded({ entry, children }: { entry: PageEntry; children: React.ReactNode }) {
  const { session } = useSession();
  const { t } = useTranslation();
  const { pathname } = useLocation();
  if (entry.permission && !session?.permissions.includes(entry.permission))
    return <Nothing title={t("frame.forbidden")} hint={t("frame.forbiddenHint")} />;
  return (
    <ErrorBoundary key={pathname}>
      <Suspense fallback={<Loading />}>{children}</Suspense>
    </ErrorBoundary>
  );
}

function Inner({ theme, onTheme }: { theme: ThemeChoice; onTheme: (choice: ThemeChoice) => void }) {
  const { session, error, refresh } = useSession();
  const { t } = useTranslation();
  if (error) return <Failure error={error} onRetry={refresh} />;
  if (session === undefined) return <Loading />;
  if (session === null) return <SignIn />;
  if (session.user.must_change_password) return <ForcedPassword />;
  const first = innerPages.find((p) => p.entry.nav && (!p.entry.permission || session.permissions.includes(p.entry.permission)));
  return (
    <ZonesProvider>
      <Frame theme={theme} onTheme={onTheme}>
        <Routes>
          <Route path="/" element={first ? <Navigate replace to={first.entry.path} /> : <Nothing title={t("frame.forbidden")} hint={t("frame.forbiddenHint")} />} />
          <Route path="/password" element={<PasswordPage />} />
          {innerPages.map(({ entry, Component }) => (
            <Route key={entry.path} path={entry.path} element={<Guarded entry={entry}><Component /></Guarded>} />
          ))}
          <Route path="*" element={<Nothing title={t("frame.notFound")} hint={t("frame.notFoundHint")} />} />
        </Routes>
      </Frame>
    </ZonesProvider>
  );
}

export function App() {
  const language = useLanguage();
  const { choice, shade, choose } = useThemeChoice();
  const config = useMemo(() => antConfig(shade), [shade]);
  return (
    <ConfigProvider locale={language === "zh" ? zhCN : enUS} theme={config} button={{ autoInsertSpace: false }}>
      <AntApp>
        <ErrorBoundary>
          <BrowserRouter>
            <Routes>
              {publicPages.map(({ entry, Component }) => (
                <Route key={entry.path} path={entry.path} element={<Suspense fallback={<Loading />}><Component /></Suspense>} />
              ))}
              <Route path="*" element={<SessionProvider><Inner theme={choice} onTheme={choose} /></SessionProvider>} />
            </Routes>
          </BrowserRouter>
        </ErrorBoundary>
      </AntApp>
    </ConfigProvider>
  );
}
