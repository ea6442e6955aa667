<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>ActionButton</name>
    <message>
        <source>Under way</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnnotationStore</name>
    <message>
        <source>Names, tags and notes are not saved for now: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close this note</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartArea</name>
    <message>
        <source>Charts: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>crosshair at step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: no numbers yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more run(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartAreaPrivate</name>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow the newest step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit again and follow the newest step (F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More about this chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log y in all charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time of work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Local time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all %1 points drawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 points drawn, extremes kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NaN at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inf at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>smoothed %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>validation dashed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>planned dotted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean of groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>log y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>log x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw line of the selected run only</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n point(s) clipped below %1 ▼</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n point(s) clipped above %1 ▲</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>No run is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No numbers yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing in this range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tok</source>
        <comment>tokens</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 after start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>smoothed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+click: pin a note</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CheckpointRow</name>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, best</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CheckpointSection</name>
    <message>
        <source>Checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None was written yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>val. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n kept</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the newest</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>All %n</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Finetune from here…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the checkpoint&apos;s path</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <source>Delete removes it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColourPopup</name>
    <message>
        <source>solid line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dashed line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dotted line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other colour…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Nothing has this name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command, a page or a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command, page or run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was found</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommandPanel</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the whole command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run.toml</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What will be run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the preset leaves it open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the preset has %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing: the run is the preset as it stands.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fold to one line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied run.toml</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied changed keys</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ComparisonSection</name>
    <message>
        <source>They have the same configuration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n runs compared</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The first %1 of %2 runs compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) differ</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ComparisonTable</name>
    <message>
        <source>Configurations of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not set</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DataSection</name>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use other text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add training text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validate on other text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Textbook passages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exercises</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Textbook, made by the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exercises, made by the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exercises with shuffled bodies, a control</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prepared folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder made by phi1 prepare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the share is %1, expected a number above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens, %2 epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the validation part of the training text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of the documents, %2 tokens · %3 tokens remain for training</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeviceText</name>
    <message>
        <source>CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n cores</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU %1–%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fullest %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>°C</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DisclosureDetails</name>
    <message>
        <source>Copy diagnostics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folded</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DocumentsSection</name>
    <message>
        <source>Documents of a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show those of step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at a step in a chart and press Enter or click it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, document %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step %1: %2 sequences, %3 documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Filter: name, tag, key, /regex/</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Group by…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grouped by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Devices</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FormField</name>
    <message>
        <source>differs from the paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>differs from the paper, which has %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not stated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: back to the paper&apos;s %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the paper&apos;s value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InspectorDock</name>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the bottom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As a window</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InspectorHeadline</name>
    <message>
        <source>training loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the run&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More actions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>since %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InspectorTitle</name>
    <message>
        <source>Place of the inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the inspector (F9)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobActions</name>
    <message>
        <source>“%1” cannot be the name of a run: expected one without / that does not begin with a dot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a run %1 already: choose another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued; the queue is paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued %1 runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes a checkpoint and stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No process works on %1: it is %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; nothing is left running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes a checkpoint after the step it is at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resumes from its newest checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It had ended already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 gave a sign of life %2 s ago on %3: stop it there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Process %1 still works on %2: stop it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marked as stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2: stop it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is in the queue: take it out of there first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 waits for %2: take that one out of the queue first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A process still holds %1: stop it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 stands in the place of the run that was to be restored: move it away first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken out of the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moved to position %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The queue is paused; what runs goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The queue goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a run: it holds neither status.json nor events.jsonl nor run.toml</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing is left running, GPU memory is free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing is left running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>still running: process %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobButton</name>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n more running</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>No job running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open this run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobTableModel</name>
    <message>
        <source>Job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeyChangeRow</name>
    <message>
        <source>%1: %2 → %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 in the recipe, %3 in this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> → </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogModel</name>
    <message>
        <source>1 line not shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 lines not shown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogPanel</name>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fold the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unfold the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a run to read its log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was logged yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No line of this level.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MachineCheck</name>
    <message>
        <source>%1 could not be started; install phi1 beside the workbench</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>phi1 doctor ended with status %1 and said nothing that can be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MemoryBar</name>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MemoryPanel</name>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory by part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>estimate; %1 measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>estimate, of the GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>estimate, of this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights, bfloat16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights, float32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Master and moments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buffers, CUDA</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buffers, program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of the GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, only %2 free now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fits: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs %1: lower the micro-batch to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs %1: choose a smaller model, shorter sequences or another device</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Meter</name>
    <message>
        <source>near its limit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NavigationRail</name>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NewRunPage</name>
    <message>
        <source>New run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NiceTicker</name>
    <message>
        <source>s</source>
        <comment>seconds</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min</source>
        <comment>minutes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>h</source>
        <comment>hours</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d</source>
        <comment>days</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NotePopup</name>
    <message>
        <source>Note at step %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NotesSection</name>
    <message>
        <source>Add a tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is this run for? What came out?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the note</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NumberText</name>
    <message>
        <source>T</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>M</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>61.2 of 80 GB</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>silent %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageHeader</name>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageHost</name>
    <message>
        <source>Inspector (F9)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageList</name>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PlotBar</name>
    <message>
        <source>X axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exponential average, weighted by distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exponential average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gaussian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip outliers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scales and charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logarithmic x axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One y range for charts of the same unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as PNG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as SVG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the visible range as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save all points as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProgressBarThin</name>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not known</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PromptList</name>
    <message>
        <source>Add a prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>def add(a, b):</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove this prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run completes at most 8 prompts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueueTableModel</name>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>blocked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>#</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RailButton</name>
    <message numerus="yes">
        <source>%1, %n running</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecipeSection</name>
    <message>
        <source>Differs from the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All keys are those of the recipe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1, %n key(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunActions</name>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+S</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark as stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate and edit…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+D</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finetune from its newest checkpoint…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin as baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kill now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It runs on %1 and can only be stopped from there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No process works on it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its files cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not silent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does not wait in the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its command is not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its run.toml cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take out of the archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpin the baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Archived %n run(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Took %n run(s) out of the archive</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>archiving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>taking out of the archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>moving to trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moved %1 to trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Moved %n run(s) to trash</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>changing a colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changing a dash pattern</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunBook</name>
    <message>
        <source>last seen %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not there any more: it was deleted or moved; the values are the last that were seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Process %1 ended without a word; its last sign of life was %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was last seen %1 on %2, which cannot be looked at from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It waited in the queue, which does not know it any more; resume it to begin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Process %1 lives, but gave no sign of life for %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It waits for an entry that the queue does not know any more: take it out of the queue and start it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It waits for %1, which %2: resume that run, or take this one out of the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>was stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunFacts</name>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last reported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validation loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 MFU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Machine</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunFilter</name>
    <message>
        <source>A regular expression ends with /</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no regular expression: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no single configuration key %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunFindings</name>
    <message>
        <source>Ended by signal %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended with status %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 at step %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lost contact: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No process works on it any more. Its last values stay; it can be resumed from its newest checkpoint once it is marked as stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last seen %1 on %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It belongs to another machine, so there is no way to look whether it lives.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its files cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its folder is not there any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was moved or deleted; the last values stay until the window is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss was not a number at step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has not come back since.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It came back: such steps are skipped and change no weight.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show step %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunForecast</name>
    <message>
        <source>GPU %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this machine has no GPU %1; choose another device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no GPU can be used on this machine; choose the CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>CPU, %n thread(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>float16 is not offered by this version; use bfloat16, float32 or auto</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunInspector</name>
    <message>
        <source>Select a run to see its details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied diagnostics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its curve cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exit status %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>signal %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunNameDelegate</name>
    <message>
        <source>Name of the run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunNotices</name>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunPlots</name>
    <message>
        <source>Copied the charts as a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2 of %3 runs</source>
        <comment>all points drawn · so many of so many runs</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No earlier zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunProgressDelegate</name>
    <message>
        <source> / %1</source>
        <comment>of so many steps</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunTableModel</name>
    <message>
        <source>%1, shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown in the charts, colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lowest training loss of any step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validation loss of the newest evaluation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the device&apos;s dense bfloat16 peak that the training used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MFU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunTableView</name>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As they were</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunTexts</name>
    <message>
        <source>Failed: NaN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 silent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next in queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>live, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writing its checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunsPage::Private</name>
    <message>
        <source>No run matches this filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open run…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit the charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logarithmic y axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing off and on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note at the crosshair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at a step first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous or next run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑ ↓</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide the curve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only this curve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Del</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the crosshair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>← →</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents of the step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector (F9)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Open the folder of a run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SamplesSection</name>
    <message>
        <source>Earlier evaluation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Later evaluation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validation samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SessionFeed</name>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsFile</name>
    <message>
        <source>%1 %2, expected settings of this program; it was ignored and will be replaced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has %1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has version %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>apply at once, to all workspaces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Desktop&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exports are always light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interface size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also with Ctrl + and Ctrl −; Ctrl 0 is 100 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of code and logs, on top of the interface size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stronger frames and captions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the start; 0 draws the raw line alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>X axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outliers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip outliers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single points far outside are counted, not drawn to scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell when a run finishes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failures are told in any case</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Program that trains</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>window GPL-3.0-or-later, the rest Apache-2.0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent to anybody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys of this page and keys that work everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc closes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SkeletonRows</name>
    <message>
        <source>Loading</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SpeedProbe</name>
    <message>
        <source>no temporary folder can be made: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>stopped after %n step(s), too few to go by</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 could not be started</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>it ended after %n step(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Spinner</name>
    <message>
        <source>Under way</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StateLook</name>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lost contact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gone</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RAM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n queued, paused</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepDocuments</name>
    <message>
        <source>%1 cannot be started: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>phi1 batch ended with status %1 and said nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>phi1 batch did not answer with JSON: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SwatchButton</name>
    <message>
        <source>Choose colour and dash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour of the run: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TagEdit</name>
    <message>
        <source>Add a tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add a tag</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WindowActions</name>
    <message>
        <source>Find</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command, page or run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search on this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the page above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done again: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide the inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector at the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector at the bottom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector as a window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger interface</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller interface</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usual interface size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme of the desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys of this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu of all commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied diagnostics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the folder of the workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the window, jobs go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interface size %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All commands</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WorkspaceScanner</name>
    <message>
        <source>%1 cannot be read (%2): expected a folder that this user may read; repair it or open another workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace %1 is not there any more (%2): put the folder back, or open another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a folder: a workspace is one; open another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk of %1 is full: less than 32 MB are free, and runs cannot write checkpoints; free some space</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WorkspaceSession</name>
    <message>
        <source>%1 finished, loss %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 stopped at step %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: lost contact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The queue cannot go on: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not lie in this workspace: remove it from the list, or delete its folder yourself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moved to the trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 lies in this workspace: move it to the trash instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed from the list; its folder stays</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>phi-1 workbench</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was not found beside this program, it is what trains; build or install phi1 into the same folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1</name>
    <message>
        <source>tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validation loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MFU</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::JobsPage</name>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::RunsPage</name>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
