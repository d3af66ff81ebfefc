import "./shell/shell.css";
import "./shell/i18n";

import { createRoot } from "react-dom/client";

import { App } from "./shell/app";

createRoot(document.getElementById("root")!).render(<App />);
