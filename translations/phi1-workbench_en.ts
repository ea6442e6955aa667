<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>DeviceText</name>
    <message numerus="yes">
        <source>%1 of %n cores</source>
        <translation>
            <numerusform>%1 of %n core</numerusform>
            <numerusform>%1 of %n cores</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::AblationPanel</name>
    <message numerus="yes">
        <source>%n heads off</source>
        <translation>
            <numerusform>%n head off</numerusform>
            <numerusform>%n heads off</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>writing, %n tokens</source>
        <translation>
            <numerusform>writing, %n token</numerusform>
            <numerusform>writing, %n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>stopped after %n tokens</source>
        <translation>
            <numerusform>stopped after %n token</numerusform>
            <numerusform>stopped after %n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::AttentionPage::Private</name>
    <message numerus="yes">
        <source>Mean of %n heads</source>
        <translation>
            <numerusform>Mean of %n head</numerusform>
            <numerusform>Mean of %n heads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Maximum of %n heads</source>
        <translation>
            <numerusform>Maximum of %n head</numerusform>
            <numerusform>Maximum of %n heads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n checkpoints)</source>
        <translation>
            <numerusform>%1 (%n checkpoint)</numerusform>
            <numerusform>%1 (%n checkpoints)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n probes, training goes on</source>
        <translation>
            <numerusform>%n probe, training goes on</numerusform>
            <numerusform>%n probes, training goes on</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n probes</source>
        <translation>
            <numerusform>%n probe</numerusform>
            <numerusform>%n probes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::AttentionSession</name>
    <message numerus="yes">
        <source>%n heads</source>
        <translation>
            <numerusform>%n head</numerusform>
            <numerusform>%n heads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::BatchPanel</name>
    <message numerus="yes">
        <source>%1 · %n documents</source>
        <translation>
            <numerusform>%1 · %n document</numerusform>
            <numerusform>%1 · %n documents</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::BlindBar</name>
    <message numerus="yes">
        <source>%n votes</source>
        <translation>
            <numerusform>%n vote</numerusform>
            <numerusform>%n votes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::BranchStrip</name>
    <message numerus="yes">
        <source>As the model began it, %n tokens</source>
        <translation>
            <numerusform>As the model began it, %n token</numerusform>
            <numerusform>As the model began it, %n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Leaves &quot;%1&quot; with %2 forced as token %3; %n tokens</source>
        <translation>
            <numerusform>Leaves &quot;%1&quot; with %2 forced as token %3; %n token</numerusform>
            <numerusform>Leaves &quot;%1&quot; with %2 forced as token %3; %n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::CalibrationPlot</name>
    <message numerus="yes">
        <source>predicted %1: %2 good (%3 to %4), %n sample(s)</source>
        <translation>
            <numerusform>predicted %1: %2 good (%3 to %4), %n sample</numerusform>
            <numerusform>predicted %1: %2 good (%3 to %4), %n samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::CheckpointSection</name>
    <message numerus="yes">
        <source>%n kept</source>
        <translation>
            <numerusform>%n kept</numerusform>
            <numerusform>%n kept</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n</source>
        <translation>
            <numerusform>All %n</numerusform>
            <numerusform>All %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::ComparePage::Private</name>
    <message numerus="yes">
        <source>%n panes</source>
        <translation>
            <numerusform>%n pane</numerusform>
            <numerusform>%n panes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::ComparisonSection</name>
    <message numerus="yes">
        <source>%n runs compared</source>
        <translation>
            <numerusform>%n run compared</numerusform>
            <numerusform>%n runs compared</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n keys differ</source>
        <translation>
            <numerusform>%n key differs</numerusform>
            <numerusform>%n keys differ</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::DiffView</name>
    <message numerus="yes">
        <source>%n equal lines</source>
        <translation>
            <numerusform>%n equal line</numerusform>
            <numerusform>%n equal lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n differences</source>
        <translation>
            <numerusform>%n difference</numerusform>
            <numerusform>%n differences</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::EngineHub</name>
    <message numerus="yes">
        <source>Engine ready, %n model(s)</source>
        <translation>
            <numerusform>Engine ready, %n model</numerusform>
            <numerusform>Engine ready, %n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::FacetPanel</name>
    <message numerus="yes">
        <source>%n filters</source>
        <translation>
            <numerusform>%n filter</numerusform>
            <numerusform>%n filters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::FilterEdit</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::ForestPanel</name>
    <message numerus="yes">
        <source>%1 to %2 with 95 % confidence, %n fold(s); always saying the more frequent verdict would be right in %3</source>
        <translation>
            <numerusform>%1 to %2 with 95 % confidence, %n fold; always saying the more frequent verdict would be right in %3</numerusform>
            <numerusform>%1 to %2 with 95 % confidence, %n folds; always saying the more frequent verdict would be right in %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::HistoryPanel</name>
    <message numerus="yes">
        <source>%n identifiers came again with another text; both are kept</source>
        <translation>
            <numerusform>%n identifier came again with another text; both are kept</numerusform>
            <numerusform>%n identifiers came again with another text; all are kept</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::JobButton</name>
    <message numerus="yes">
        <source>%n more running</source>
        <translation>
            <numerusform>%n more running</numerusform>
            <numerusform>%n more running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::JobsPage::Private</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation>
            <numerusform>%n queued</numerusform>
            <numerusform>%n queued</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::PaneFooter</name>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::PreviewPanel</name>
    <message numerus="yes">
        <source>%n files, %1</source>
        <translation>
            <numerusform>%n file, %1</numerusform>
            <numerusform>%n files, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of the first records are broken</source>
        <translation>
            <numerusform>%n of the first records is broken</numerusform>
            <numerusform>%n of the first records are broken</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::PromptChooser</name>
    <message numerus="yes">
        <source>%n completions, each with its prompt</source>
        <translation>
            <numerusform>%n completion, with its prompt</numerusform>
            <numerusform>%n completions, each with its prompt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::PromptEditor</name>
    <message numerus="yes">
        <source>%n characters that no prompt can hold, such as NUL, were left out</source>
        <translation>
            <numerusform>%n character that no prompt can hold, such as NUL, was left out</numerusform>
            <numerusform>%n characters that no prompt can hold, such as NUL, were left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::PromptTree</name>
    <message numerus="yes">
        <source>%1, %n prompts</source>
        <translation>
            <numerusform>%1, %n prompt</numerusform>
            <numerusform>%1, %n prompts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::ProvenancePanel</name>
    <message numerus="yes">
        <source>%1, %n lines</source>
        <translation>
            <numerusform>%1, %n line</numerusform>
            <numerusform>%1, %n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n others</source>
        <translation>
            <numerusform>%n other</numerusform>
            <numerusform>%n others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::QualityPage::Private</name>
    <message numerus="yes">
        <source>%n more wait(s)</source>
        <translation>
            <numerusform>%n more waits</numerusform>
            <numerusform>%n more wait</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::RailButton</name>
    <message numerus="yes">
        <source>%1, %n running</source>
        <translation>
            <numerusform>%1, %n running</numerusform>
            <numerusform>%1, %n running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::RecipeSection</name>
    <message numerus="yes">
        <source>%n keys</source>
        <translation>
            <numerusform>%n key</numerusform>
            <numerusform>%n keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::ResultGrid</name>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n prompts</source>
        <translation>
            <numerusform>%n prompt</numerusform>
            <numerusform>%n prompts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::RunActions</name>
    <message numerus="yes">
        <source>Archived %n runs</source>
        <translation>
            <numerusform>Archived %n run</numerusform>
            <numerusform>Archived %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Took %n runs out of the archive</source>
        <translation>
            <numerusform>Took %n run out of the archive</numerusform>
            <numerusform>Took %n runs out of the archive</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Moved %n runs to trash</source>
        <translation>
            <numerusform>Moved %n run to trash</numerusform>
            <numerusform>Moved %n runs to trash</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::RunsPage::Private</name>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation>
            <numerusform>%n queued</numerusform>
            <numerusform>%n queued</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::SampleFinder</name>
    <message numerus="yes">
        <source>%n documents</source>
        <translation>
            <numerusform>%n document</numerusform>
            <numerusform>%n documents</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::SampleGroups</name>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::SampleRow</name>
    <message numerus="yes">
        <source>%n copies</source>
        <translation>
            <numerusform>%n copy</numerusform>
            <numerusform>%n copies</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::SampleTextView</name>
    <message numerus="yes">
        <source>%n line(s) longer than %1 bytes: shown in parts of that length, one below the other. Copies are exact.</source>
        <translation>
            <numerusform>%n line longer than %1 bytes: shown in parts of that length, one below the other. Copies are exact.</numerusform>
            <numerusform>%n lines longer than %1 bytes: shown in parts of that length, one below the other. Copies are exact.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::SamplesPage::Private</name>
    <message numerus="yes">
        <source>%n jobs at work on it</source>
        <translation>
            <numerusform>%n job at work on it</numerusform>
            <numerusform>%n jobs at work on it</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::SamplesSession</name>
    <message numerus="yes">
        <source>%n sample(s) took the expression too long and were left out</source>
        <translation>
            <numerusform>%n sample took the expression too long and was left out</numerusform>
            <numerusform>%n samples took the expression too long and were left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::SamplingPanel</name>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n samples</source>
        <translation>
            <numerusform>%n sample</numerusform>
            <numerusform>%n samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::SeriesView</name>
    <message numerus="yes">
        <source>%1 of %n checkpoints written</source>
        <translation>
            <numerusform>%1 of %n checkpoints written</numerusform>
            <numerusform>%1 of %n checkpoints written</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::SetRunPage</name>
    <message numerus="yes">
        <source>%1 prompts × %2 checkpoints, %n completions, %3</source>
        <translation>
            <numerusform>%1 prompts × %2 checkpoints, %n completion, %3</numerusform>
            <numerusform>%1 prompts × %2 checkpoints, %n completions, %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::SetsPanel</name>
    <message numerus="yes">
        <source>%n sets cannot be read</source>
        <translation>
            <numerusform>%n set cannot be read</numerusform>
            <numerusform>%n sets cannot be read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::StatusBar</name>
    <message numerus="yes">
        <source>%n queued, paused</source>
        <translation>
            <numerusform>%n queued, paused</numerusform>
            <numerusform>%n queued, paused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation>
            <numerusform>%n queued</numerusform>
            <numerusform>%n queued</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::ViewOptions</name>
    <message numerus="yes">
        <source>%n heads marked</source>
        <translation>
            <numerusform>%n head marked</numerusform>
            <numerusform>%n heads marked</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>phi1::VotesTab</name>
    <message numerus="yes">
        <source>%1 of %n decided votes, 95 % interval %2 to %3, %4</source>
        <translation>
            <numerusform>%1 of %n decided votes, 95 % interval %2 to %3, %4</numerusform>
            <numerusform>%1 of %n decided votes, 95 % interval %2 to %3, %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 to %2, %n ties</source>
        <translation>
            <numerusform>%1 to %2, %n tie</numerusform>
            <numerusform>%1 to %2, %n ties</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n votes so far. Who won is told when the blind mode ends.</source>
        <translation>
            <numerusform>%n vote so far. Who won is told when the blind mode ends.</numerusform>
            <numerusform>%n votes so far. Who won is told when the blind mode ends.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n votes, exact two-sided sign test; ties do not enter it.</source>
        <translation>
            <numerusform>%n vote, exact two-sided sign test; ties do not enter it.</numerusform>
            <numerusform>%n votes, exact two-sided sign test; ties do not enter it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Check on the voter: the left one won %1 of %n decided votes, %2.</source>
        <translation>
            <numerusform>Check on the voter: the left one won %1 of %n decided votes, %2.</numerusform>
            <numerusform>Check on the voter: the left one won %1 of %n decided votes, %2.</numerusform>
        </translation>
    </message>
</context>
</TS>
