// Chinese or English, one click apart.
import { GlobalOutlined } from "@ant-design/icons";
import { Button } from "antd";

import { setLanguage, useLanguage } from "./i18n";

export function LanguageSwitch() {
  const next = useLanguage() === "zh" ? "en" : "zh";
  return (
    <Button type="text" className="bar-button" icon={<GlobalOutlined />} onClick={() => setLanguage(next)} lang={next === "zh" ? "zh-CN" : "en"}>
      {next === "zh" ? "中文" : "EN"}
    </Button>
  );
}
