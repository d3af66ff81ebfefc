import { useTranslation } from "react-i18next";

import { addLocale } from "../shell/i18n";
import en from "./locale.en";
import zh from "./locale.zh";

addLocale("evaluation", { zh, en });

export const useT = () => useTranslation("evaluation").t;
