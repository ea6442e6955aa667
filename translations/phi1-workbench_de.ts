<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>AnnotationStore</name>
    <message>
        <source>Names, tags and notes are not saved for now: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AttentionScores</name>
    <message>
        <source>Previous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Induction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Induction, random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Self</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bracket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use→def</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Return→def</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Indentation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docstring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: each token looks at the one right before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: a token that was there before looks at what followed it then, in the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: the same on repeated random tokens, where nothing but repetition helps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: the head rests on the first token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: each token looks at itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: the weight is spread over many tokens; low: it is sharp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: tokens look far back on average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: a closing bracket looks at the one that it closes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: a use of a name looks at where the name got its value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: “return” looks at the “def” of its function</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: the beginning of a line looks at the indentation of its block before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: a body looks at the docstring above it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High: the head looks elsewhere in the second checkpoint (total variation)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CompareTexts</name>
    <message>
        <source>pretrained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finetuned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pretrained, step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finetuned, step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2, it must be %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 (greedy) to 100</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above 0 and at most 1 (off)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 (off) or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 (off) to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The repetition penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above 0 and at most 100, 1 is off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number of tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 to 1000000</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number of samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 to 128</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The seed is too large, it must be below 2^63</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are %1 stop strings, the engine takes 16: remove some</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A stop string is empty, which would stop everything: remove it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>greedy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>T %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>top-k %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>top-p %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min-p %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>penalty %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>broken off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reached the end of the context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reached %1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped by the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finished</source>
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
    <message>
        <source>“%1” cannot be the name of a job: expected one without / that does not begin with a dot</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MixLook</name>
    <message>
        <source>all samples</source>
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
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run a set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mix a training set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate samples</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaneTexts</name>
    <message>
        <source>CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>base</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finetuned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pane %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not loaded yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, stored as %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, kernels %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>broken off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading %1</source>
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
        <source>The run failed</source>
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
        <source>Failed at step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: signal&#xa0;%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: exit status&#xa0;%2</source>
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
    <message>
        <source>float16 is not offered by this version; use bfloat16, float32 or auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU, 1 thread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU, %1 threads</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunName</name>
    <message>
        <source>give it a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name begins or ends with a space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a name has no slash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a name begins with a letter or a digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name holds a character that cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name is longer than 200 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a run %1 is there already</source>
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
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>saving</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Samples</name>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audience</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length, bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length, lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length, tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact duplicates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comments, share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undefined names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Self-contained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Near-duplicate of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>usable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>textbook</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss, %1</source>
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
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenCard</name>
    <message>
        <source>%1 ‖ %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenTint</name>
    <message>
        <source>Probability of each token: no tint from 0.9 on, then from 0.5, from 0.2, from 0.05 and below 0.05</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Divergence of the panes before each token, in nats: no tint below 0.05, then from 0.05, from 0.2, from 0.5 and from 1</source>
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
        <source>Longer than %1: not compared line by line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 lines are equal</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::AblationPanel</name>
    <message>
        <source>Switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 off</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n heads off</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>untouched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ‖ %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting for the engine …</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>writing, %n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>stopped after %n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No head is switched off. X switches the selected head off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All on again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a switched-off head adds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zero: the head adds nothing. Mean: it adds its mean over the prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next token, untouched and with heads switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untouched completion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completion with heads switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer %1, head %2 is switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untouched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, differs from %2 on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, identical</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not written yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not completed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch a head off first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ActionButton</name>
    <message>
        <source>Under way</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::AnswersPanel</name>
    <message>
        <source>Kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too like another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truncated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last answers of the model stand here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begins with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::AttentionAblation</name>
    <message>
        <source>Choose a checkpoint and a prompt first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All heads are on; switch one off to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This checkpoint has no head %1; switch it on again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mean of a head is known once the prompt is captured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine answered with no distribution</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::AttentionBar</name>
    <message>
        <source>Checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Capture again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without first token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More about how maps are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token 0 is taken out and each row divided by what is left (Home)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All heads and both checkpoints share this range; otherwise each map has its own (K)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with a second checkpoint first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::AttentionLayout</name>
    <message>
        <source>Grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of the page</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::AttentionPage</name>
    <message>
        <source>Scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::AttentionPage::Private</name>
    <message>
        <source>Attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the checkpoint…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the prompt…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a training sample…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a completion…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Capture again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap both checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Along the run of this checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous checkpoint along the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next checkpoint along the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without the first token, or with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear, logarithmic or quantile colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock the range of colours, or not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean, maximum or none of the marked heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger thumbnails, or zoom into the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller thumbnails, or zoom out of the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thumbnails as large as there is room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the whole map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin the cell, or let it go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the map as a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks at, or looked at by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logit lens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rollout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads that are switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch the head off, or on again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch all heads on again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Complete with and without the heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑ ↓</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>← →</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark the head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Query and key token, in the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+arrows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strongest target and back, in the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter, Backspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Along the run…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a checkpoint first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was captured yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported %1, with its settings beside it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the map as a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>block mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>block maximum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy of blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>largest difference of blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 layers × %2 heads, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by change, most changed first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by %1, highest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Mean of %n heads</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Maximum of %n heads</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Layer %1, head %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run kept only a thumbnail of this head; pin it in the run&apos;s configuration to keep its whole map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its layer is not captured yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>capturing, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>captured in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n checkpoints)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (probes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No run of this workspace has two checkpoints, or probes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 measured, %3 failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first checkpoint is being measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n probes, training goes on</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n probes</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Restart the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some numbers of this model are not numbers (NaN)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows of attention that they reach are hatched, their scores left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy, bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How undecided each row is, by the tokens it spreads over. Future tokens are left grey.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First checkpoint minus second. Rows look at columns; each row sums to 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows look at columns. Each row sums to 1. Future tokens are left grey.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python (*.py)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text (*.txt *.md)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read: %2; choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has more than 4 MiB, and no context takes as much; choose a shorter file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is empty; choose a file with text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, step %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Compare with a second checkpoint first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All heads of a checkpoint stand here, layer by layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a checkpoint…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads look at a text: none is chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a prompt…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another prompt…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the first %1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training samples have one token more than the context: the last one is only predicted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 heads · as the run wrote them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not captured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the watched prompt, as the run wrote them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text stands here once it is read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No map yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at %1 on line %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from %1 on line %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to %1 on line %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::AttentionPrompts</name>
    <message>
        <source>Document %1, step %2, its beginning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document %1, step %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, completed by %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::AttentionSession</name>
    <message>
        <source>The prompt is empty; write or choose a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt holds a NUL character in line %1, which no text has; remove it</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n heads</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1, on the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, on the text and on %2 repeated random tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is no form that these numbers have; choose npy or safetensors, or csv or json for scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No head is open; open one first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no difference to export; choose a second checkpoint and open a head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A .npy file holds one array, and these are three; choose safetensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 thumbnails are there; wait for the others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No scores are there yet; choose a checkpoint and a prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No checkpoint of a run was measured yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This checkpoint has another tokenizer than the first: the same text is other tokens there, and no map can be held against another; choose a checkpoint with the same tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first checkpoint has %1 layers of %2 heads, the second %3 of %4: there is no difference of their heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no second checkpoint to compare with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context of this checkpoint is too short for repeated random tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::AttentionTask</name>
    <message>
        <source>The engine dropped this capture %1 times in a minute: its memory for captures is too small for what is looked at; close the second checkpoint, or start the engine with a larger --capture-memory</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::AttentionTextView</name>
    <message>
        <source>%1, line %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2, line %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token %1, %2, line %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 at %2 %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, looks at %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, looked at by %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, weight %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source text</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::AttentionThumbnails</name>
    <message>
        <source>The engine answered %1 thumbnails of %2 cells, %3 of %4 were expected; install it and this window in the same version</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::Banner</name>
    <message>
        <source>Close this note</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::BatchList</name>
    <message>
        <source>%1 cannot be started: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>phi1 batch ended with status %1 and said nothing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::BatchPanel</name>
    <message>
        <source>sequence %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents of a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents with the highest loss first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss of each document under a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents of the step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n documents</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The documents of this step are read; data that was not kept is made again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measured under %1: %2 of %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::BlindBar</name>
    <message>
        <source>Show who wrote which</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the blind mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blind mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alike</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+↓</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+←</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+→</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which completion is better?</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n votes</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::BranchStrip</name>
    <message>
        <source>Branches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>As the model began it, %n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Leaves &quot;%1&quot; with %2 forced as token %3; %n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::CalibrationPlot</name>
    <message>
        <source>Calibration: observed share of good samples by predicted share</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>predicted %1: %2 good (%3 to %4), %n sample(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>predicted good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>are good</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::CategorySection</name>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ChartArea</name>
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
    <message>
        <source>and %1 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
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
        <source>%1 could not be written: %2; choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture could not be drawn</source>
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
        <source>raw and validation of the selected run only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>validation of the selected run only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 point clipped below %1 ▼</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 point clipped above %1 ▲</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 points clipped below %2 ▼</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 points clipped above %2 ▲</source>
        <translation type="unfinished"></translation>
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
</context>
<context>
    <name>phi1::CheckpointCatalogue</name>
    <message>
        <source>%1 is not there; choose a checkpoint&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds no weights (model.safetensors was expected); choose a checkpoint&apos;s folder, or a run&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::CheckpointChooser</name>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, not there any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choice of the checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arithmetic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>int8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open from disk…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened from disk</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::CheckpointRow</name>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lowest validation loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::CheckpointSection</name>
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
    <message>
        <source>Compare completions</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::CheckpointSlider</name>
    <message>
        <source>Checkpoint along the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, not completed yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, completed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, failed: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::Chip</name>
    <message>
        <source>Delete removes it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ChoiceButton</name>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ColourBar</name>
    <message>
        <source>Range of the colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 from %2 to %3, locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 from %2 to %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ColourPopup</name>
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
    <name>phi1::CommandPalette</name>
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
    <name>phi1::CommandPanel</name>
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
    <name>phi1::CompareBar</name>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>alike</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>surprised</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::CompareBlind</name>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Third</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fourth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votes count in blind mode only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The names were shown: run again to vote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This comparison has a vote: run another prompt, or undo the vote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The completions are still being written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not every pane has written something</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ComparePage</name>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ComparePage::Private</name>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Branch at the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run a set of prompts over checkpoints…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the prompt…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pane %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next tint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences, or back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blind mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The left one is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The right one is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both are alike</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the last vote back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show who wrote which</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export as Markdown…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export as JSON…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export as HTML…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous or next token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>← →</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin the card of the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run set over all…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After the blind mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once it has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was written yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End blind mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both are alike: noted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is better: noted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The votes stand at the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied as Markdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be written: %2; choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the prompt as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My prompts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts that come with the program stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed the prompt %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed the comparison from the history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts, history, votes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distribution at the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt is counted once a checkpoint is loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt %1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt %1 tokens, %2 left in the context of %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n panes</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>shuffled and unnamed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as it was seen then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No checkpoint stands here yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No checkpoint was found in this workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demonstration trains two that can be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a checkpoint…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open from disk…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the demonstration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first difference at token %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>identical so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>identical</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no difference to go to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a token first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no completion to copy yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the completion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the folder of a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run this pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop this pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt before the completion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show whitespace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy prompt and completion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied prompt and completion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another checkpoint…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap with the next pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove this pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Along the checkpoints of this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Along the checkpoints of a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show attention</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::CompareSession</name>
    <message>
        <source>Two panes hold the same weights; which ones is said when the names are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt is empty; write something to continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt holds a NUL character in line %1, which no text has; remove it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt holds bytes in line %1 that were not UTF-8 (%2 stands for them); paste the text again, or remove them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt has more than 4 MB, which no context holds; shorten it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt has %1 tokens, the context holds %2; shorten the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine was restarted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No pane holds a checkpoint; choose one in its head</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::CompareStore</name>
    <message>
        <source>Comparisons are not kept for now: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::CompareStrip</name>
    <message>
        <source>Compared with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order by change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads whose maps differ most come first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap both checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the comparison</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ComparisonSection</name>
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
    <message>
        <source>1 key differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n keys differ</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::ComparisonTable</name>
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
    <name>phi1::CompletionTask</name>
    <message>
        <source>The prompt is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt has %1 tokens, the context of this checkpoint holds %2; shorten the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine ended this completion before it was complete</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ConfusionGrid</name>
    <message>
        <source>Labels against predictions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::CoverageModel</name>
    <message>
        <source>All topics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, for %2: %3 prompts planned, %4 samples kept (%5 tokens), %6 answers not kept; the corpus has %7 samples, %8 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all audiences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>anybody</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::CoverageTable</name>
    <message>
        <source>Coverage, topics by audiences</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::CutPanel</name>
    <message>
        <source>Threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearest to the threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>partial: %1 of %2 samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>among %1 filtered samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 samples
%3 of %4, %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 samples
%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of them without a value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::DataSection</name>
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
    <name>phi1::DetailsPopup</name>
    <message>
        <source>… cut here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the details</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::DiffView</name>
    <message>
        <source>Differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n equal lines</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>identical</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2 of %3 lines equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n differences</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::DisagreementPanel</name>
    <message>
        <source>Largest disagreements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First scorer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second scorer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>against</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two scores of the same samples are held against each other here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs two scores: score the corpus with another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose two different scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one of them is constant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank correlation %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 samples have both · %2 · ranks differ by %3 on average (33 % if they knew nothing of each other)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 (top %3)  ·  %4 %5 (top %6)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by how far the second ranks a sample above the first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::DisclosureDetails</name>
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
    <name>phi1::DistributionFinder</name>
    <message>
        <source>no checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not loaded: run to see it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another tokenizer: its tokens cannot be compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a comparison of the past: run it again to see more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine said nothing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::DistributionTable</name>
    <message>
        <source>Token %1, line %2, after %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not among those listed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL(%1) %2 nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy %1 and %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(values in %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (values in %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a row: force this token and continue as a branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>top %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line %1, after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the engine…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No probabilities are known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL(%1) %2 bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy %1 bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy %1 and %2 bits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::DocumentsSection</name>
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
    <message>
        <source>Read all, with their loss…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show attention on %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::EngineHub</name>
    <message>
        <source>Engine starts</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Engine ready, %n model(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Engine stopped</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::EngineProcess</name>
    <message>
        <source>The engine did not say within %1 s where it listens; restart it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine could not be started: %1 (%2); build or install phi1 there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 answered something that is no engine&apos;s first line; is it phi1 of this version?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine speaks protocol %1, this window speaks %2; install both in the same version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine listens at %1, which is not this machine; it was ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>signal %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine was ended by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine was ended by %1; its last words: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine ended with exit status %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine ended with exit status %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::EngineWorker</name>
    <message>
        <source>No engine is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request was cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine did not answer in time; it may be busy, try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine closed the connection before its answer was complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine cannot be reached: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine sent an event of more than %1 MB</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::EntryList</name>
    <message>
        <source>Sample %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ExcerptList</name>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ExportPopup</name>
    <message>
        <source>Picture of the open map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture of all heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers of the open map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers of both maps and their difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row and column of the selected token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thumbnails of all heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores of all heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores along the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logit lens at the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rollout at the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Effect of the heads switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sums of rows and columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title of the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint, prompt, token ids and settings are kept in the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint, prompt, token ids and settings are kept beside it, in a file that ends in .settings.json.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ExportWorker</name>
    <message>
        <source>%1 could not be written: %2; choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::FacetHeader</name>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unfolded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folded</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::FacetList</name>
    <message>
        <source>Show all %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2, %3 samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ticked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not ticked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all %1…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::FacetPanel</name>
    <message>
        <source>Filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>counting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without near-duplicates · %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n filters</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>What the samples can be narrowed by is counted.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::FactLine</name>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights: fingerprint being computed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint of the weights that were loaded: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::FilterBar</name>
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
    <name>phi1::FilterChips</name>
    <message>
        <source>Filters</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::FilterEdit</name>
    <message>
        <source>at most %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 or none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without near-duplicates</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::FindBar</name>
    <message>
        <source>Find in this text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous hit (Shift+F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next hit (F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>searching…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::FirstStartView</name>
    <message>
        <source>Both curves in one chart, and what each model writes for the same prompts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Textbook</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exercises</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the settings first…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demonstration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate to come</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pretrain: learning rate to come</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finetune</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking this machine…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Workspace %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train a small phi-1 and watch it learn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demonstration follows the paper on a scale this machine can do: learn from a synthetic textbook, then finetune on exercises. Everything it needs is already here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training was not started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training goes on when this window is closed. Open it again to see the run where it is by then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or begin with what you have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run folder from this or another machine, finished or still training.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set up a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every value of phi-1, phi-1-small or your own beside the paper&apos;s, with memory, time and the exact command.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 passages, %2 tokens, prose with code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 functions with docstrings, %2 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 layers, %2 wide, %3 heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>being estimated…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>roughly %1, estimated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine could not be checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine is ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something stands in the way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 core</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 with %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no GPU</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ForestPanel</name>
    <message>
        <source>Choose a checkpoint…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train the forest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggest others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score the corpus with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forest on embeddings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint for embeddings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy on samples it had not seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels against predictions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels and forest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples listed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most informative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Doubtful labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 samples are labelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A job works on this corpus; the forest comes after it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs %1 good samples and %1 others; there are %2 and %3. The list beside says which to label next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the checkpoint whose embeddings it reads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggest samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 to %2 with 95 % confidence, %n fold(s); always saying the more frequent verdict would be right in %3</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Area under the curve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brier score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The forest contradicts no label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples whose labels would teach a forest most stand here, once some are suggested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 say good</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::FormField</name>
    <message>
        <source>differs from the paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>differs from the preset, which has %1</source>
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
        <source>%1: back to the preset&apos;s %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: back to the paper&apos;s %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the preset&apos;s value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the paper&apos;s value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::FormSection</name>
    <message>
        <source>Show or hide %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::FormulaPopup</name>
    <message>
        <source>Formulas of the scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p(i, j) is the weight with which token i looks at token j; both count from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::GenerateForm</name>
    <message>
        <source>Keep it in the desktop&apos;s secret service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Textbook chapters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exercises</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name of a new corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Into corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the endpoint calls it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Topics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audiences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Function names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>those of the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truncated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pace and budget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Budget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above 1: off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At least</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: text, one a line, or JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept for this endpoint when the work begins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used until the window closes, written nowhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked of the secret service when the work begins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of the environment is used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None; a server of your own mostly needs none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the secret service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A whole number from %1 on is expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number from %1 to %2 is expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name the endpoint first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name the model first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name the corpus first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::GeneratePage</name>
    <message>
        <source>Tokens in the corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written of planned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the cells count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens in the corpus, estimated from bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens in the corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing of these topics is in the corpus yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 kept, %2 not, %3 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the prompts are being planned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all %1 prompts are answered; raise their number to go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused: key needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused: the endpoint needs something of you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1. Type one under Key and resume.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 prompts, %2 topics × %3 audiences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 prompts, %2 topics</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::GenerateSession</name>
    <message>
        <source>It is being started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>phi1 synthesize ended without a word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be started: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::GridPanel</name>
    <message>
        <source>All heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the thumbnails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorted by %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::HeadGridView</name>
    <message>
        <source>All heads, layers by heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer %1, head %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer %1, head %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not computed yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>some weights are not numbers (NaN)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::HeadMapLoader</name>
    <message>
        <source>The engine answered with another map than the one that was asked for; install it and this window in the same version</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::HeadMatrixView</name>
    <message>
        <source>at %1, line %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a token does not look ahead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of this row without the first token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of this row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looks at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bits in this row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in this column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention map, rows look at columns</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::HeadPanel</name>
    <message>
        <source>Moves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>switch head off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin the cell (P)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the whole map (F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map of the head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range of the colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range of the colours of differences</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::HeadScoreModel</name>
    <message>
        <source>layer %1, head %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not applicable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::HeadScoreProxy</name>
    <message>
        <source>“%1” is no score; choose one of the table&apos;s columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not understood; write a layer (9), a head (9.14) or a score with a limit (induction &gt; 0.5)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::HistogramSlider</name>
    <message>
        <source>%1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::HistoryList</name>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>completions identical</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>completions differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show as it was seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::HistoryPanel</name>
    <message>
        <source>read up to document %1; importing it again goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read to its end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files that the corpus was imported from</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n identifiers came again with another text; both are kept</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>line %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the first %1 of %2 broken lines are listed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a corpus was imported from is listed here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was imported into %1 yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ImportForm</name>
    <message>
        <source>What to import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON Lines (also .gz, .zst), Parquet, or files of which each is one sample; drop them anywhere on this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name of a new corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Into corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all, or: py md</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of folders, by their endings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields of a record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name, a dotted name, or several joined by +: context+prompt+completion. Empty: guessed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audience</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same for all records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the record says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guessed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of all records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files to import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder to import</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ImportPage</name>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an import is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add files or a folder first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name the corpus first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import into %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ImportPreviewer</name>
    <message>
        <source>line %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::InspectorDock</name>
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
    <name>phi1::InspectorHeadline</name>
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
    <name>phi1::InspectorTitle</name>
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
    <name>phi1::JobButton</name>
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
    <name>phi1::JobDelegate</name>
    <message>
        <source>Blocked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::JobStrip</name>
    <message>
        <source>%1 of %2 %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::JobTableModel</name>
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
    <name>phi1::JobsPage</name>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::JobsPage::Private</name>
    <message>
        <source>Choose a job to read its log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
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
        <source>Show the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move in the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+↑ Alt+↓</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Del</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing waits. Runs that are started while a device is taken stand here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No job ran in this workspace yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts what waits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing new is started; what runs goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused: nothing new is started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kill now</source>
        <translation type="unfinished"></translation>
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
        <source>queue paused</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::JsonCommand</name>
    <message>
        <source>%1 cannot be started: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>phi1 %1 ended with status %2 and said nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>phi1 %1 did not answer with JSON: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::KeyChangeRow</name>
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
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::KeyKeeper</name>
    <message>
        <source>The secret service has no key for this endpoint; type it once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The desktop&apos;s secret service cannot be used: %1; the key can be typed, or given in PHI1_API_KEY</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::LabelBar</name>
    <message>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random sample</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::LearningRatePreview</name>
    <message>
        <source>Planned learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 after %3 warm-up steps, %4 steps in all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checkpoints: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No schedule yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::LensPanel</name>
    <message>
        <source>not finite: some weights or activations of the model are no numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be recovered: the LayerNorm before this layer has weights of 0, which take away what entered it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next token by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model&apos;s output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>before layer %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, entropy %2 bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking each layer …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a token to see what each layer would say after it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy, bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeliest next tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeliest tokens after %1 at %2, line %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (asking …)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>output</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::LogModel</name>
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
    <name>phi1::LogPanel</name>
    <message>
        <source>Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the log</source>
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
        <source>Choose a run to read its log.</source>
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
        <source>Nothing was logged yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No line of this level.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::LogView</name>
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
    <name>phi1::LossTask</name>
    <message>
        <source>The engine does not say how long the context of %1 is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine gave losses of %1 tokens for %2; install the engine and this window in the same version</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::MachineCheck</name>
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
    <name>phi1::MainWindow</name>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::MapPicture</name>
    <message>
        <source>%1 could not be written: %2; choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture could not be drawn</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::MemoryBar</name>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::MemoryPanel</name>
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
    <name>phi1::Meter</name>
    <message>
        <source>near its limit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::MixPage</name>
    <message>
        <source>Write the set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start training with the chosen set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a job of this page is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start training with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the set %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count tokens of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 steps, %3 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs for: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mix a training set</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::MixtureSection</name>
    <message>
        <source>%1 not passed whole yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data consumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2 epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of the tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show its samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count what it was trained on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens of each source, and how often its documents were passed, up to where the run is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>up to step %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::NamePopup</name>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::NavigationRail</name>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::NearPane</name>
    <message>
        <source>Read it as the current sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beside the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Near-duplicates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Near-duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss of each token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a checkpoint under Loss: the sample is shown here, each token tinted by its loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the second text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Near-duplicates are looked for…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, similarity %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other sample is nearly the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::NewRunForm</name>
    <message>
        <source>Newest and best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last %1 and best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequences per step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Micro-batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highest learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warm-up steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Constant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adam β₁, β₂</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip gradient norm at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks and checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validate every</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts to complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hardware</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recompute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When it is free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beside others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width of the MLP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequence length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rotated dimensions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>final rate, ε, tokenizer, seeds, what is checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Final learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adam ε</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validation sequences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Complete prompts every</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed of made text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokenizer folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 layers, %2 wide, %3 heads, sequences of %4</source>
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
        <source>%1 tokens per step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 accumulation steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the whole step at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stays at the highest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to 0 at the last step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to %1 at the last step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not on biases and LayerNorm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never clipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention is computed in full, which is slower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not used by a constant rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 checks, %2 tokens each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only at the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 instead of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 dimensions each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 parameters in embedding and head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with each validation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer.head, kept in run.toml</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as soon as its device is free, before what waits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>behind what waits already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at once, beside what runs on its device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>that of the data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 on this device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same range as float32; no loss scaling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one per core: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>saves %1, a third more work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recomputing would save %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::NewRunPage</name>
    <message>
        <source>1 value differs from the paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 values differ from the paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 value differs from the preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 values differ from the preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset to paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset to preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this run, as the paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this run, as the preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>24k: phi-1-base in the paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose the checkpoint to finetune</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs %1 of disk, %2 are free: keep fewer checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>take over %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>preset %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of the checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reset to paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reset to preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every value is the paper&apos;s again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every value is the preset&apos;s again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is one of the program&apos;s own presets; choose another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as preset %1; it stands under “A run…”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run was not queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run was not started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Planned learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checkpoints as triangles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as preset…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change to pretraining</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>back to the paper&apos;s value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>back to the preset&apos;s value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field back to the paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks and checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hardware</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back, keeping the draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, finetuning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, pretraining</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, from %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of the data</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::NiceTicker</name>
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
    <name>phi1::NotePopup</name>
    <message>
        <source>Note at step %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::NotesSection</name>
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
    <name>phi1::NumberEdit</name>
    <message>
        <source>A whole number from %1 to %2 is expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2⁶⁴ − 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number from %1 to %2 is expected</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::NumberSection</name>
    <message>
        <source>or no value · %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::PageHeader</name>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::PageHost</name>
    <message>
        <source>Inspector (F9)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::PaneFooter</name>
    <message>
        <source>nothing written yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrote all tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end of text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>first token %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean p %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::PaneHeader</name>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep this pane while others change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the completion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::PaneRunner</name>
    <message>
        <source>The prompt is empty; write something to continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt has %1 tokens, the context of this checkpoint holds %2; shorten the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine said nothing of how this ended</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::PaneSkeleton</name>
    <message>
        <source>Loading</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::PaneView</name>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pane %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completion of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Broken off when the engine ended; what came is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine ended before it could write here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This completion failed; leave the blind mode to read why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It ended the text at once, without writing a token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run writes here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::PlotBar</name>
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
    <name>phi1::PreviewPanel</name>
    <message numerus="yes">
        <source>%n files, %1</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>source %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kind %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>topic %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>audience %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>licence %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What comes in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n of the first records are broken</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The first records of the files are shown here, as they will be stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No record could be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking at the files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>record %1 of the first %2 · %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · its beginning</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ProgressBarThin</name>
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
    <name>phi1::PromptChooser</name>
    <message>
        <source>Choice of the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the prompt is from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search prompts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the comparisons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a comparison; below stand the texts of its models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completions of the comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was compared in this workspace yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No comparison matches.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n completions, each with its prompt</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Changed; its tokens are counted when it is used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::PromptEditor</name>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A prompt ends at %1 characters here; the rest was left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n characters that no prompt can hold, such as NUL, were left out</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::PromptList</name>
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
    <name>phi1::PromptPanel</name>
    <message>
        <source>Prompts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts, history, votes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt %1: choose another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampling: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::PromptTree</name>
    <message>
        <source>completions differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>completions identical</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1, %n prompts</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy to my prompts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ProvenancePanel</name>
    <message>
        <source>%1, T = %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1, %n lines</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Provenance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audience</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Near-duplicates</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n others</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not looked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>parses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>syntax error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare them (D)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact copies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bytes that are no UTF-8, kept as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NUL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings of the generator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Further fields:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::QualityPage</name>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::QualityPage::Private</name>
    <message>
        <source>Embedding labelled samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training the forest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for samples to label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Embedding samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Embedding the corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scoring by the forest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n more wait(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a fastText classifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fastText classifiers (*.bin *.ftz)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No run has a checkpoint yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels and forest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disagreements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threshold of a score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disagreements of two scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the threshold as a filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next sample to label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous sample to label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the label away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo the last label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 samples, as filtered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use as filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows what the threshold keeps on the Samples page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no corpus yet: import text on the Samples page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opening…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no score yet: add one at the left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::QueueTableModel</name>
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
    <name>phi1::QueueView</name>
    <message>
        <source>Queue</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::RailButton</name>
    <message numerus="yes">
        <source>%1, %n running</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::RecipePanel</name>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name of the new set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CodeGen, phi-1&apos;s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the documents, for validation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folder of another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tokenizer&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens of one trained on this text; phi-1-nano has 1024</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corpus of a new source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A training set is mixed from corpora; there is none yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sources of a training set stand here: add a corpus, or choose samples in Samples and press Mix there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>once through everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (source %2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>partial: %1, without %2 samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens are not counted yet: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shares are exact, epochs and totals need the tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add a source first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name the set first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is a set %1 already, and sets never change: choose another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>source %1 gives no sample</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::RecipeSection</name>
    <message>
        <source>Differs from the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All keys are those of the recipe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 key</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n keys</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ResultGrid</name>
    <message>
        <source>Results, prompts by checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>output %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>mean p %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n prompts</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::RolloutStrip</name>
    <message>
        <source>Attention rollout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer %1: %2 at %3, line %4, share %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Following attention through the layers …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a token to see what it is made of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what %1 at %2 is made of at each layer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::RunActions</name>
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
        <source>Archived %n runs</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Took %n runs out of the archive</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Archived %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took %1 out of the archive</source>
        <translation type="unfinished"></translation>
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
        <source>Moved %n runs to trash</source>
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
    <message>
        <source>removing a note</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::RunFacts</name>
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
    <name>phi1::RunInspector</name>
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
        <source>Try again</source>
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
    <name>phi1::RunNameDelegate</name>
    <message>
        <source>Name of the run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::RunPlots</name>
    <message>
        <source>Copied the charts as a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 runs drawn, click for all</source>
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
        <source>MFU</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::RunProgressDelegate</name>
    <message>
        <source> / %1</source>
        <comment>of so many steps</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::RunSummaryPanel</name>
    <message>
        <source>This run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure 20 steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop, preparing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop, step %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trains 20 steps in a temporary folder and reads the speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not measured: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 years</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>speed measured over %1 steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>speed as of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>speed roughly, from the machine check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers, width, heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 free</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::RunTableModel</name>
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
        <source>Tokens per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the device&apos;s dense bfloat16 peak that the training used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
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
        <source>Val.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tok/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MFU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Devices</source>
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
    <name>phi1::RunTableView</name>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As they were</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
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
    <name>phi1::RunsPage::Private</name>
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
        <source>Save the charts as PNG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the charts as SVG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the charts as PDF…</source>
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
        <source>Queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 run</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
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
    <message>
        <source>no runs yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SampleFinder</name>
    <message>
        <source>Show its documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents of the step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This step read no document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n documents</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>A step reads documents of its corpus; each of them can be looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading what step %1 was trained on</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SampleGroups</name>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 samples: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No samples yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>mean p %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SampleLabels</name>
    <message>
        <source>Sample %1 has no hash to keep its label by: import the corpus again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels are not kept for now: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SampleListModel</name>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SampleListPanel</name>
    <message>
        <source>Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opening…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1+</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of %1 samples, so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 partial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of %1 samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No text was imported into this workspace yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import text…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This corpus holds no samples yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the samples that could be looked at passes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sample passes: none has all of this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear search and filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ↓</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ↑</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Again: the other way round</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SampleListView</name>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SampleLoss</name>
    <message>
        <source>%1 and %2 have different tokenizers: the losses of their tokens cannot be compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the first %1 of %2 tokens were read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>longer than the context: read in %1 windows, each token with at least half a context before it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SamplePanel</name>
    <message>
        <source>Wrap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrap long lines (W)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whitespace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show spaces, tabs and line ends (I)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the borders of tokens (T)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it in its corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything about this sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss of each token under a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not among those found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SampleReader</name>
    <message>
        <source>Near-duplicates were not looked for yet: run “phi1 duplicates”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This sample came after near-duplicates were looked for: run “phi1 duplicates” again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The %1 most alike of %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SampleRow</name>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n copies</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>damaged text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>label %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SampleSearchBar</name>
    <message>
        <source>Match case</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Substring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regex</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search: words, &quot;a phrase&quot;, begin*, topic:recursion, tokens:&gt;500</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search: a part of the text, as it stands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search: a regular expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>searching…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt; 1 ms</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SampleTextView</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrap lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show whitespace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text of the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) longer than %1 bytes: shown in parts of that length, one below the other. Copies are exact.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Partial: %1 of %2 looked through so far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 minus %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>means %1 and %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference of losses, nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss, nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none: nothing predicts it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, probability %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2, id %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 from %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, difference %1 nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, loss %1 nats</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SampleTokenizer</name>
    <message>
        <source>The tokens of this text stand for %1 bytes, it has %2: this tokenizer changes texts, and has no borders in them</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SamplesPage</name>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SamplesPage::Private</name>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to a sample…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the order…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear search and filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import text…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judge quality…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate text…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mix a training set…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the label away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo the last label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text of the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show whitespace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show token borders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the tokenizer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss under a checkpoint…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Near-duplicates beside it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything about the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous or next sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑ ↓</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next or previous hit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F3, Shift+F3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mix…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train on this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A training set of the samples found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no sample: they are numbered 1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as in training: within its sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CodeGen (of phi-1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No checkpoint yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss under</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference to another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss of each token under a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss under %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss ±</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss under %1 less that under %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sample passes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in the first %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n jobs at work on it</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SamplesSection</name>
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
    <message>
        <source>Samples of step %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SamplesSession</name>
    <message>
        <source>Note of sample %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label taken from sample %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label %1 of sample %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>partial: %1 of %2 samples were searched</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) took the expression too long and were left out</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::SamplingPanel</name>
    <message>
        <source>Sampling, all panes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Per pane…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Max. tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new seed for each run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rep. penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Less</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pane whose sampling is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One for all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>greedy</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n samples</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>stop at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ScoreCurves</name>
    <message>
        <source>Scores of the heads by step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of the heads by step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer %1, head %2, step %3, %4 %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1  %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ScoreDelegate</name>
    <message>
        <source>n/a</source>
        <comment>not applicable, where there is little room</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ScoreTable</name>
    <message>
        <source>Scores of the heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As many as fit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ScorerPanel</name>
    <message>
        <source>fastText</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>static fact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores of the corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Facts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paper&apos;s own filter, trained on labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model.bin or model.ftz</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each label counts: the score is the sum of weight × probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score the corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights of its labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scoring by fastText</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a checkpoint…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean loss of a sample&apos;s tokens: what a model finds hard or odd.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring losses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens, whether code parses as Python 3, the share of comments, imports, and names that nothing defines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at static facts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a corpus first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a classifier first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a checkpoint first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, partial: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1  ·  %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ScoresPanel</name>
    <message>
        <source>Scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Formulas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which scores are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>9 a layer, 9.14 a head, induction &gt; 0.5 a score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curves of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SearchField</name>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SeriesStrip</name>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Along</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt of the probes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run has fewer than two checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run was not told to watch any prompt</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SeriesView</name>
    <message>
        <source>Completion of the selected checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the panes</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n checkpoints written</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>It ended the text at once, without writing a token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its turn comes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, first change at token %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, as the checkpoint before</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SessionFeed</name>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SetRunPage</name>
    <message>
        <source>Prompts to run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints to run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results, prompts down, checkpoints across</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick prompts and checkpoints: every prompt is completed by each of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cells that are done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier sets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completion of the selected cell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported the results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be written: %2; choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened from disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No earlier set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2 × %3, %4 cells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It ended the text at once, without writing a token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its turn comes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick a prompt first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick a checkpoint first</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 prompts × %2 checkpoints, %n completions, %3</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is done stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 completions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>partial: stopped before the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prompts × checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 prompts differ, %2 are identical</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs what is missing, and what failed again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTML (*.html)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run a set</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SetsPanel</name>
    <message>
        <source>Training sets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sets that were written stand here, each with its recipe and its documents; they never change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start training with this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the recipe over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sources of the set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents of the set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source whose documents are listed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe of the set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What of the set is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n sets cannot be read</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>vocabulary %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, held out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and %1 held out; %2 were in an earlier source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, no longer in the corpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the first %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SettingsFile</name>
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
    <name>phi1::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
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
    <name>phi1::ShortcutSheet</name>
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
    <name>phi1::SidePanel</name>
    <message>
        <source>Search prompts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the prompt…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>◆ completions differ   = identical</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every comparison is kept here as it was seen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts, history, votes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No comparison matches.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SkeletonRows</name>
    <message>
        <source>Loading</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SourceRow</name>
    <message>
        <source>%1 epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without near-duplicates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up: samples of several sources belong to the first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all samples, or: recurs* label:5 tokens:&gt;100</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose in Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens the corpus with this filter; Mix there brings it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which samples of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 without near-duplicates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens not counted yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of the sequences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is left of it: earlier sources hold all its samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sample passes; widen the filter or remove the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of its samples are in %2 as well and are taken from there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partial: the tokens of %1 samples are not counted yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training goes through it %1 times: lower its weight, or add to it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SpeedProbe</name>
    <message>
        <source>no temporary folder can be made: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped after %1 of %2 steps, too few to go by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it ended after %1 of %2 steps</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::Spinner</name>
    <message>
        <source>Under way</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::StartBar</name>
    <message>
        <source>Start from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pretrain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finetune from…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begins with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the checkpoint it begins with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>random weights: no checkpoint is chosen yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preset %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no run yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of a run…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Configuration file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Configurations (*.toml)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no checkpoint yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest, step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, validation %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No run has a checkpoint yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A checkpoint or a run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::StatusBar</name>
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
    <name>phi1::StopStrings</name>
    <message>
        <source>Add a text to stop at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token with which the model ends a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two empty lines (\n\n\n)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An empty line (\n\n)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next function (\ndef)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next class (\nclass)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The end of the text (&lt;|endoftext|&gt;)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another text…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop at this text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>\n is a line break, \t a tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::SwatchButton</name>
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
    <name>phi1::TagEdit</name>
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
    <name>phi1::TargetList</name>
    <message>
        <source>Strongest targets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks here most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 at %2, line %3, %4</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::TemplatePanel</name>
    <message>
        <source>System message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Template of the prompts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt as it would be sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{topic} {audience} {seed_words} {function_name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As it is sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, for %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::TextFooter</name>
    <message>
        <source>Second checkpoint minus first: tide has a higher loss under the second, ember a lower one. Beyond the ends the colour stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minus the logarithm of the probability that the checkpoint gave each token, 0.693 nats for one half. Beyond the end the colour stays.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::TextPanel</name>
    <message>
        <source>Arcs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rollout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ablation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looked at by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of arcs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logit lens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads that are switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export these numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ablation (%1)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::TextPopup</name>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::TintScale</name>
    <message>
        <source>Tint, from %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::Toast</name>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::TokenCard</name>
    <message>
        <source>Distribution at a token</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::TokenView</name>
    <message>
        <source>Completion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, probability %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, first difference</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ValueChooser</name>
    <message>
        <source>%1, %2 samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 values</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::ViewOptions</name>
    <message>
        <source>Sums of rows and columns beside the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unmark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How maps are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cells that share a place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map of marked heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark heads first: Space or Ctrl+click in the grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n heads marked</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::VotesTab</name>
    <message>
        <source>p &lt; 0.001</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p = %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no decided vote yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n decided votes, 95 % interval %2 to %3, %4</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 to %2, %n ties</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>tie: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 won</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the votes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 against %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n votes so far. Who won is told when the blind mode ends.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>In the blind mode the panes are shuffled and unnamed; here stands what the votes say of the checkpoints.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n votes, exact two-sided sign test; ties do not enter it.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Check on the voter: the left one won %1 of %n decided votes, %2.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>newest first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::WeightsCheck</name>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2, %3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and %2 hold the same weights: what differs is drawn by chance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and %2 hold the same weights, in %3 and %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and %2 have different names, but their logits agree on a probe of %3 tokens: they are likely the same weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same weights in two panes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights not loaded yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights not compared: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights are being compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>different weights, checked on a probe of %1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phi1::WindowActions</name>
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
    <name>phi1::WorkspaceSession</name>
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
    <message>
        <source>%1 is paused: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
