# make run    installs what it needs, builds, starts on http://localhost:8080 with demonstration data
# make test   installs, builds, runs every test, with PostgreSQL and a browser
.PHONY: run test install build web check format generate bench fuzz screenshots clean

BUILD ?= build
PORT ?= 8080
# Real data to import beside the demonstration, where there are any.
DATA ?= ../shared/data

run: build
	scripts/run.sh $(BUILD) $(PORT) $(DATA)

test: build
	scripts/test.sh $(BUILD)

install:
	scripts/install.sh

# The program prints its API, the web application is made from it and then built into the program.
build: install
	cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release
	ninja -C $(BUILD) gaoxin_openapi
	scripts/build_web.sh $(BUILD)
	cmake -S . -B $(BUILD)
	ninja -C $(BUILD)

check: install
	scripts/check.sh

format:
	git ls-files 'src/*.h' 'src/*.cpp' | xargs clang-format -i

bench: build
	scripts/bench.sh $(BUILD) $(DATA)

fuzz: install
	scripts/fuzz.sh

screenshots: build
	scripts/screenshots.sh $(BUILD) $(DATA)

clean:
	rm -rf build build-* web/dist
