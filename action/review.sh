#!/usr/bin/env bash
# Reviews the checkout, and on a pull request its target too: what the action's step "Review" runs.
#
# Everything comes in through the environment, and nothing of the reviewed repository reaches the log while workflow
# commands are obeyed. Writes into $MLREVIEW_FOLDER alone.
set -euo pipefail

folder="$MLREVIEW_FOLDER"
mlreview="$folder/venv/bin/mlreview"
python="$folder/venv/bin/python"

where=()
if [ "$MLREVIEW_PATH" = . ] || [ -e "$GITHUB_WORKSPACE/$MLREVIEW_PATH/.git" ]; then
  where+=("$GITHUB_WORKSPACE/$MLREVIEW_PATH")
else
  where+=("$GITHUB_WORKSPACE" "--path=$MLREVIEW_PATH")
fi
case "$MLREVIEW_RUBRIC" in
  /*) where+=("--rubric=$MLREVIEW_RUBRIC") ;;
  *.yml | *.yaml) where+=("--rubric=$GITHUB_WORKSPACE/$MLREVIEW_RUBRIC") ;;
  ?*) where+=("--rubric=$MLREVIEW_RUBRIC") ;;
esac
if [ -n "$MLREVIEW_PROFILE" ]; then where+=("--profile=$MLREVIEW_PROFILE"); fi

# what is said about the repository must not speak to the runner
mark="$("$python" -I -c 'import secrets; print(secrets.token_hex(16))')"
quiet() {
  echo "::stop-commands::$mark"
  cat "$@"
  echo
  echo "::$mark::"
}

baseline="$MLREVIEW_BASELINE"
if [ "$baseline" = auto ]; then baseline="$MLREVIEW_TARGET"; fi
since=()
if [ -n "$baseline" ] && [ "$baseline" != none ]; then
  if "$mlreview" "${where[@]}" "--rev=$baseline" --quiet "--output=$folder/baseline.json" 2> "$folder/baseline.txt"; then
    since+=("--baseline=$folder/baseline.json")
    if [ "$MLREVIEW_FAIL_ON_REGRESSION" = true ]; then since+=(--fail-on-regression); fi
  else
    echo "::notice title=mlreview::The baseline could not be reviewed, so nothing is compared. Is it in this checkout (fetch-depth 0)?"
    quiet "$folder/baseline.txt"
  fi
fi

arguments=(--format=markdown "--output=$folder/mlreview-report.html" "--output=$folder/review.json" "--output=$folder/review.sarif")
arguments+=("--output=$folder/badge.svg" "--output=$folder/mlreview.badge.json" ${since[@]+"${since[@]}"})
if [ -n "$MLREVIEW_FAIL_UNDER" ]; then arguments+=("--fail-under=$MLREVIEW_FAIL_UNDER"); fi

status=0
"$mlreview" "${where[@]}" "${arguments[@]}" > "$folder/summary.md" 2> "$folder/messages.txt" || status=$?
quiet "$folder/messages.txt" "$folder/summary.md"
head -c 900000 "$folder/summary.md" >> "$GITHUB_STEP_SUMMARY"

if [ "$status" -le 1 ]; then
  if [ "$MLREVIEW_ANNOTATIONS" = true ]; then
    # the only lines that the runner is meant to obey: warnings and notices whose every word is escaped
    "$mlreview" "${where[@]}" --format=github ${since[@]+"${since[@]}"} 2> /dev/null || true
  fi
  "$python" -I "$GITHUB_ACTION_PATH/action/outputs.py" "$folder" "$mark" >> "$GITHUB_OUTPUT"
fi
exit "$status"
