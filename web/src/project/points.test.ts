import { expect, test } from "vitest";

import { pointsText } from "./points";

test.each([[0, "0"], [300, "3"], [334, "3.34"], [5, "0.05"], [1050, "10.50"], [-25, "-0.25"]])("%d hundredths", (hundredths, text) => expect(pointsText(hundredths)).toBe(text));
