"""Names by which people mark the parts of a repository, in lower case."""

from evaluator.facts.words import words
from evaluator.model.regex import regex

VENDORED = words(
    """node_modules bower_components site-packages dist-packages venv .venv virtualenv .virtualenv third_party third-party
    thirdparty 3rdparty vendor vendors vendored external_libs yolov3 yolov4 yolov5 yolov6 yolov7 yolov8 yolov9 yolor yolox
    yolov5-master yolov7-main darknet detectron2 mmdetection mmsegmentation mask_rcnn mask-rcnn stylegan2-ada-pytorch deepspeech
    segment-anything""",
)
# Schools whose course material is copied in under their name.
SCHOOLS = words("udacity coursera edx datacamp udemy dataquest deeplearning.ai deeplearning-ai fast.ai")
GENERATED = words(
    """.ipynb_checkpoints __pycache__ .pytest_cache .mypy_cache .ruff_cache .eggs .tox .nox mlruns mlartifacts lightning_logs
    tb_logs catboost_info spark-warehouse metastore_db htmlcov _build .terraform .serverless .aws-sam .next .gradle __macosx
    .hypothesis .aim .neptune .cache dist .parcel-cache .nuxt .ploomber derby""",
)
GENERATED_PAIRS = frozenset(
    {
        ("build", "lib"),
        ("wandb", "latest-run"),
        (".dvc", "cache"),
        (".dvc", "tmp"),
        ("runs", "detect"),
        ("runs", "train"),
        ("runs", "segment"),
    },
)
GENERATED_FOLDER = regex(
    r".{1,100}\.egg-info|.{1,100}\.dist-info|run-\d{8}_\d{6}-.{1,40}|offline-run-.{1,60}|bdist\..{1,60}|version_\d{1,4}"
)
GENERATED_NAME = regex(
    r"\._.{1,200}|.{0,200}\.py[co]|.{0,200}_pb2(?:_grpc)?\.pyi?|\.ds_store|thumbs\.db|desktop\.ini|\.coverage|nohup\.out|events\.out\.tfevents.{0,200}"
    r"|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|.{0,200}\.class|.{0,200}-checkpoint\.(?:ipynb|py)|versioneer\.py",
)
BUNDLED_SCRIPT = regex(
    r".{0,100}[.-]min\.(?:js|css|mjs)|(?:jquery|bootstrap|popper|d3|chart|plotly|vue|react|angular|lodash|moment|three|tf|ort)(?:[.-][\w.\-]{0,60})?\.(?:js|css|map)"
    r"|.{0,200}\.(?:js|css)\.map",
)
ARCHIVE = words(
    "old archive archives archived backup backups bak legacy deprecated obsolete outdated unused attic trash graveyard old_code old_files"
)
ARCHIVE_EDGE = regex(
    r"(?:old|archive|archived|backup|deprecated|legacy)[_\- ].{1,100}"
    r"|_.{1,100}[_\- .]original|.{1,100}[_\- .](?:old|archive|archived|backup|bak|deprecated|legacy|orig)"
)
ARCHIVED_STEM = regex(r".{1,100}[_\-.](?:old|backup|bak|deprecated|orig)|_{0,2}old[_\-].{1,100}")
COPY_OF = regex(
    r"(?:copy of |copie de |copia de |kopie von )(.{1,150})"
    r"|(.{1,150}?)(?: - copy(?: ?\(\d{1,2}\))?| copy(?: \d{1,2})?|_copy|\(copy\)| ?\(\d{1,2}\))(\.\w{1,8})"
)
TEST = words(
    """test tests testing unit_test unit_tests unit_testing unittest unittests unit-tests integration_test integration_tests
    integration-tests e2e __tests__ __test__ e2e_tests tests_unit tests_integration test_suite testsuite pytest
    test_utils test_util testutils test_helpers testing_utils test_support _testing""",
)
TEST_FOLDER = regex(
    r".{1,60}[_\-]tests|(?:unit|integration|functional|performance|api|load|smoke|stress|system|regression|acceptance|e2e)[_\-]?test(?:s|ing)?"
)
SINGULAR_TEST = frozenset({"test", "testing"})
TEST_NAME = regex(r".{1,150}\.(?:test|spec)\.[jt]sx?|test_.{0,150}\.py|.{1,150}_tests?\.py|tests?\.py|conftest\.py|test[a-z0-9]{1,60}\.py")
ALWAYS_TEST = frozenset({"conftest.py", "tests.py"})
DATA = words(
    "data dataset datasets raw processed interim annotations corpus dados datos daten donnees données csv raw_data labels data_raw"
)
# Pictures and recordings in these are data; their other files may be code's.
SAMPLES = words("train test valid validation val images image img label audio videos external input inputs")
DOCS = frozenset(
    {"docs", "doc", "documentation", "reports", "report", "references", "paper", "papers", "slides", "presentation", "presentations"}
)
EXAMPLES = frozenset(
    {"examples", "example", "samples", "demos", "tutorials", "tutorial", "guides", "cookbook", "getting_started", "integrations-examples"}
)
LESSON = regex(
    r"(?:home[_\- ]?works?|assignments?|exercises?|labs?|lessons?|lectures?|week|day|hw|coursework"
    r"|course|cohorts?|practice|tarea|ejercicios|deberes)"
    r"(?:[_\- ]?\d{1,3})?(?:[_\- ].{0,80})?",
)
PROJECT_NAME = regex(r"(?:.{0,40}[_\- ])?(?:final|capstone|project|projects|proyecto|projet)(?:[_\- \d].{0,40})?")
# In a package that is imported these are modules like any other.
ARCHIVE_MODULES = frozenset({"legacy", "deprecated", "archive", "archives", "backup", "backups", "old"})
# Parts of one project, as people name its folders; a folder of such a name is no project of its own.
PARTS = words(
    """src source sources app apps api backend frontend front back ui web webapp website client server service services lib libs
    core common utils util tools tool scripts script bin notebooks notebook nbs jupyter model models training train inference
    predict prediction serving serve deploy deployment deployments docker dockerfiles k8s kubernetes helm infra infrastructure
    terraform monitoring monitor grafana prometheus airflow dags prefect mlflow mage orchestration pipeline pipelines etl
    ingestion ingest evaluation eval experiments experiment config configs conf settings static templates assets images img
    figures plots output outputs results artifacts checkpoints weights saved_models logs data dataset datasets docs doc tests
    test examples example lambda function functions cloud streamlit gradio flask fastapi bot rag llm mcp agents features
    preprocessing processing analysis eda visualization reports report paper presentation notes misc resources .github .circleci
    db database sql gateway worker workers consumer producer batch streaming api_server packages crates""",
)

CODE = words(
    """.py .pyx .r .jl .m .js .jsx .ts .tsx .java .scala .kt .go .rs .cpp .cc .c .h .hpp .cu .cs .swift .sql .sh .bash .ps1 .bat .rb
    .php .lua .mjs .cjs .cmd .rmd .qmd .vue .svelte .dart .smk .nf .proto""",
)
NOTEBOOKS = frozenset({".ipynb"})
TABLES_AND_MEDIA = words(
    """.csv .tsv .parquet .feather .arrow .xlsx .xls .ods .jsonl .ndjson .npy .npz .mat .sqlite .sqlite3 .db .duckdb .tfrecord .zip
    .gz .bz2 .7z .rar .tar .tgz .arff .dcm .nii .wav .mp3 .flac .ogg .mp4 .avi .mov .las .shp .geojson .tif .tiff .hdf .hdf5
    .rdata .rds .dta .sav .avro .orc .dat .data .libsvm .svm .gpkg .grib .nc .numbers .tgz .xz .zst .lmdb .rec .pts .ply .pcd
    .dcm .edf .hea .atr .ubyte""",
)
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".svg", ".webp", ".ico", ".pgm", ".ppm"})
MODELS = words(
    """.pkl .pickle .joblib .pt .pth .ckpt .h5 .keras .onnx .tflite .pb .safetensors .bin .mlmodel .engine .cbm .xgb .ubj .gguf
    .pmml .mar .model .skops .index .faiss .weights .params .caffemodel""",
)
PROSE = frozenset(
    {".md", ".rst", ".txt", ".org", ".pdf", ".tex", ".adoc", ".docx", ".doc", ".pptx", ".ppt", ".bib", ".markdown", ".odt", ".html"}
)
CONFIG = words(
    """.yaml .yml .toml .json .ini .cfg .conf .lock .tf .tfvars .dvc .env .properties .xml .hcl .service .in .pbtxt .gin .jsonnet
    .nix .tfstate .rules .dockerfile .mk .code-workspace .rproj""",
)
BUILD_FILES = frozenset({"setup.py", "noxfile.py", "dodo.py"})
