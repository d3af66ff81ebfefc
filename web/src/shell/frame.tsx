// The frame around every page after signing in: top bar, navigation, content.
import {
  AlertOutlined, PartitionOutlined, RadarChartOutlined, ReadOutlined, TableOutlined, ApartmentOutlined, AuditOutlined, BarChartOutlined, BarsOutlined, BookOutlined, CloudUploadOutlined,
  AimOutlined, DeploymentUnitOutlined, DisconnectOutlined, MenuOutlined, NodeIndexOutlined, QuestionCircleOutlined,
  BankOutlined, CreditCardOutlined, EditOutlined, FileProtectOutlined, FundOutlined, ShopOutlined, SolutionOutlined,
  CalendarOutlined, ControlOutlined, DashboardOutlined, FunnelPlotOutlined, ImportOutlined, ProjectOutlined, SafetyOutlined, TeamOutlined,
  TrophyOutlined, UnorderedListOutlined, UsergroupAddOutlined, UserOutlined,
} from "@ant-design/icons";
import { Button, Drawer, Dropdown, Grid, Layout, Menu, Tooltip } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router-dom";

import { useText } from "./i18n";
import { Keyboard } from "./keyboard";
import { LanguageSwitch } from "./language_switch";
import { allPages, modules } from "./modules";
import { useSession } from "./session";
import type { ThemeChoice } from "./theme";
import { useGo } from "./zones";
import { ZoneSwitcher } from "./zone_switcher";
import { useRoles } from "./roles";

const icons: Record<string, ReactNode> = {
  enterprises: <BankOutlined />, parks: <ShopOutlined />, imports: <CloudUploadOutlined />, reviews: <NodeIndexOutlined />, codes: <BookOutlined />,
  map: <DeploymentUnitOutlined />, weakLinks: <DisconnectOutlined />, targets: <AimOutlined />, structure: <BarChartOutlined />,
  users: <TeamOutlined />, zones: <ApartmentOutlined />, audit: <AuditOutlined />,
  catalogue: <FileProtectOutlined />, editor: <EditOutlined />, matching: <SolutionOutlined />, opportunities: <CreditCardOutlined />,
  whatIf: <FundOutlined />,
  day: <CalendarOutlined />, board: <ProjectOutlined />, projects: <UnorderedListOutlined />, ledger: <ImportOutlined />, teams: <UsergroupAddOutlined />,
  cases: <SafetyOutlined />, projectSettings: <ControlOutlined />, outlook: <FunnelPlotOutlined />, leader: <DashboardOutlined />, appraisal: <TrophyOutlined />,
  statistics: <TableOutlined />, systems: <PartitionOutlined />, runs: <TrophyOutlined />, management: <AlertOutlined />, planning: <RadarChartOutlined />, bulletin: <ReadOutlined />,
};

function Navigation({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { pathname } = useLocation();
  const go = useGo();
  const may = (permission?: string) => !permission || (session?.permissions.includes(permission) ?? false);
  const items = modules
    .map((module) => ({
      key: module.name,
      type: "group" as const,
      label: t(`module.${module.name}`),
      children: module.pages
        .filter((page) => page.nav && may(page.permission))
        .map((page) => ({ key: page.path, icon: icons[page.nav!] ?? <BarsOutlined />, label: t(`nav.${page.nav}`) })),
    }))
    .filter((group) => group.children.length > 0);
  const selected = allPages
    .filter((page) => page.nav && pathname.startsWith(page.path))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return (
    <nav aria-label={t("frame.navigation")}>
      <Menu
        mode="inline"
        inlineIndent={12}
        selectedKeys={selected ? [selected.path] : []}
        items={items}
        onClick={({ key }) => {
          go(key);
          onGo?.();
        }}
      />
    </nav>
  );
}

function UserMenu({ theme, onTheme }: { theme: ThemeChoice; onTheme: (choice: ThemeChoice) => void }) {
  const { t } = useTranslation();
  const { session, signOut } = useSession();
  const go = useGo();
  const roles = useRoles();
  const text = useText();
  const user = session!.user;
  const titles = [...new Set(user.grants.map((g) => g.role))].map((name) => text(roles.get(name)?.title) || name);
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectedKeys: [`theme-${theme}`],
        items: [
          { key: "who", type: "group", label: `${user.display_name} · ${titles.join(" · ")}` },
          { key: "password", label: t("frame.password") },
          { type: "divider" },
          {
            key: "theme", type: "group", label: t("theme.title"),
            children: (["system", "light", "dark"] as const).map((choice) => ({ key: `theme-${choice}`, label: t(`theme.${choice}`) })),
          },
          { type: "divider" },
          { key: "out", label: t("frame.signOut"), danger: true },
        ],
        onClick: ({ key }) => {
          if (key.startsWith("theme-")) onTheme(key.slice("theme-".length) as ThemeChoice);
          else if (key === "password") go("/password");
          else if (key === "out") void signOut();
        },
      }}
    >
      <Button type="text" className="bar-button" icon={<UserOutlined />} aria-label={user.display_name}>
        <span className="bar-label">{user.display_name}</span>
      </Button>
    </Dropdown>
  );
}

export function Frame({ theme, onTheme, children }: { theme: ThemeChoice; onTheme: (choice: ThemeChoice) => void; children: ReactNode }) {
  const { t } = useTranslation();
  const wide = Grid.useBreakpoint().md ?? true;
  const [drawer, setDrawer] = useState(false);
  const [keys, setKeys] = useState(false);
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem("gaoxin.collapsed") === "1");
  return (
    <Layout className="frame">
      <a className="skip" href="#content">{t("frame.skip")}</a>
      <Layout.Header className="bar">
        <Button
          type="text"
          className="bar-button"
          icon={<MenuOutlined />}
          aria-label={t("frame.navigation")}
          onClick={() => {
            if (!wide) return setDrawer(true);
            localStorage.setItem("gaoxin.collapsed", collapsed ? "0" : "1");
            setCollapsed(!collapsed);
          }}
        />
        <img src="/icon.svg" alt="" width={24} height={24} />
        <strong className="bar-name">高新<span> Gaoxin</span></strong>
        <ZoneSwitcher />
        <span className="bar-space" />
        <Tooltip title={t("keyboard.title")}>
          <Button type="text" className="bar-button bar-keys" icon={<QuestionCircleOutlined />} aria-label={t("keyboard.title")} onClick={() => setKeys(true)} />
        </Tooltip>
        <LanguageSwitch />
        <UserMenu theme={theme} onTheme={onTheme} />
      </Layout.Header>
      <Layout hasSider={wide}>
        {wide ? (
          <Layout.Sider width={216} collapsedWidth={56} collapsed={collapsed} className="side">
            <Navigation />
          </Layout.Sider>
        ) : (
          <Drawer placement="left" size={260} open={drawer} onClose={() => setDrawer(false)} title="高新 Gaoxin" styles={{ body: { padding: 8 } }}>
            <Navigation onGo={() => setDrawer(false)} />
          </Drawer>
        )}
        <Layout.Content className="content" id="content">
          <main>{children}</main>
        </Layout.Content>
      </Layout>
      <Keyboard open={keys} onOpenChange={setKeys} />
    </Layout>
  );
}
