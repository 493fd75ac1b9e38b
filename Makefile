# Two commands are enough: `make run` and `make test`. Everything they need is made on the way.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
    $$p -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
HOUSE := $(or $(PYTHON),python3) tools/house.py

.PHONY: run test test-all reset-demo lint messages bench screenshots docs

run:         ## Set up what is missing, then start web and worker; PORT=8123 make run
	@$(HOUSE) run

test:        ## The suite, about two and a half minutes on two cores; ARGS="tests/sandbox -k inbox" for a part of it
	@$(HOUSE) test $(ARGS)

test-all:    ## The same, every lesson and every draw, and the journeys in a real browser
	@$(HOUSE) test -n auto --dist loadscope --no-loadscope-reorder

reset-demo:  ## Delete the data and load the demonstration again; asks first
	@$(HOUSE) reset-demo

lint:        ## Style, types, layers
	@$(HOUSE) do ruff check .
	@$(HOUSE) do ruff format --check .
	@$(HOUSE) do mypy
	@$(HOUSE) do lint-imports

messages:    ## Collect the screens' texts into locale/vi and say what is untranslated
	@$(HOUSE) do python manage.py messages

bench:       ## Speed as ratios on this machine
	@$(HOUSE) do python tools/bench.py

screenshots: ## docs/screenshots, from a running demonstration of its own
	@$(HOUSE) do python tools/screenshots.py

docs:        ## docs/platform: state diagrams, specification to lines; docs/studio: drafts and mutants of the lessons; proofs
	@$(HOUSE) do python tools/platform_docs.py
	@$(HOUSE) do python tools/studio_docs.py
	@$(HOUSE) do python tools/proved_lessons.py
