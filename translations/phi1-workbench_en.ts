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
</TS>
