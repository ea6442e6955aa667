// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_session_p.h"

using namespace Qt::StringLiterals;

namespace phi1 {

namespace {

QString nameOf(AttentionPrompt::Source source)
{
    switch (source) {
    case AttentionPrompt::Source::Typed:
        return u"typed"_s;
    case AttentionPrompt::Source::Library:
        return u"library"_s;
    case AttentionPrompt::Source::Sample:
        return u"sample"_s;
    case AttentionPrompt::Source::Completion:
        return u"completion"_s;
    }
    return {};
}

QVariantMap mapOf(const AttentionPrompt &prompt)
{
    return {{u"text"_s, prompt.text},
            {u"title"_s, prompt.title},
            {u"source"_s, nameOf(prompt.source)},
            {u"id"_s, prompt.id},
            {u"step"_s, prompt.step},
            {u"document"_s, prompt.document},
            {u"record"_s, prompt.record}};
}

AttentionPrompt promptOf(const QVariantMap &map)
{
    AttentionPrompt prompt;
    prompt.text = map.value(u"text"_s).toString();
    prompt.title = map.value(u"title"_s).toString();
    for (const auto source : {AttentionPrompt::Source::Library, AttentionPrompt::Source::Sample,
                              AttentionPrompt::Source::Completion}) {
        if (map.value(u"source"_s).toString() == nameOf(source))
            prompt.source = source;
    }
    prompt.id = map.value(u"id"_s).toString();
    prompt.step = map.value(u"step"_s, -1).toLongLong();
    prompt.document = map.value(u"document"_s, -1).toInt();
    prompt.record = map.value(u"record"_s).toLongLong();
    return prompt;
}

QVariantList listOf(const QVector<HeadKey> &heads)
{
    QVariantList list;
    for (const HeadKey &key : heads)
        list += QVariant(QVariantList{key.layer, key.head});
    return list;
}

HeadKey headOf(const QVariant &value)
{
    const QVariantList pair = value.toList();
    return pair.size() == 2 ? HeadKey{pair[0].toInt(), pair[1].toInt()} : HeadKey();
}

QString mergeName(HeadMerge merge)
{
    return merge == HeadMerge::None ? u"none"_s : merge == HeadMerge::Mean ? u"mean"_s : u"max"_s;
}

/// What is known of a capture, without what is unknown.
QVariantMap factsOf(const AttentionCaptureInfo &info)
{
    QVariantMap facts{{u"path"_s, info.facts.checkpoint.path},
                      {u"name"_s, info.facts.checkpoint.name},
                      {u"dtype"_s, info.facts.dtype},
                      {u"stored_dtype"_s, info.facts.storedDtype},
                      {u"device"_s, info.facts.device},
                      {u"kernels"_s, info.facts.kernels},
                      {u"fingerprint"_s, info.facts.fingerprint},
                      {u"tokenizer"_s, info.facts.tokenizer},
                      {u"layers"_s, info.layers},
                      {u"heads"_s, info.heads}};
    if (info.facts.checkpoint.step >= 0)
        facts[u"step"_s] = info.facts.checkpoint.step;
    if (!info.facts.checkpoint.runId.isEmpty())
        facts[u"run"_s] = info.facts.checkpoint.runId;
    return facts;
}

} // namespace

QVariantMap AttentionSession::provenance() const
{
    QVariantList ids;
    for (const AttentionToken &token : d->tokens)
        ids += token.id;
    QVariantMap prompt = mapOf(d->prompt);
    prompt[u"ids"_s] = ids;
    QVariantMap facts{{u"format"_s, u"phi1-attention"_s},
                      {u"version"_s, 1},
                      {u"checkpoint"_s, factsOf(capture(AttentionSide::First))},
                      {u"prompt"_s, prompt},
                      {u"without_first"_s, d->withoutFirst},
                      {u"thumbnail_pooling"_s, poolingName(d->pooling)},
                      {u"layer"_s, d->selection.head.layer},
                      {u"head"_s, d->selection.head.head},
                      {u"query"_s, d->selection.query},
                      {u"key"_s, d->selection.key},
                      {u"merge"_s, mergeName(d->merge)},
                      {u"marked"_s, listOf(d->marked)},
                      {u"random_tokens"_s, qint64(d->randomPrompt.ids.size())}};
    if (hasSecond())
        facts[u"second"_s] = factsOf(capture(AttentionSide::Second));
    return facts;
}

QVariantMap AttentionSession::state() const
{
    QVariantList sides;
    for (const AttentionSide side : thumbnailSides())
        sides += static_cast<int>(side);
    const auto checkpoint = [this](AttentionSide side) {
        const PaneFacts &facts = capture(side).facts;
        return QVariantMap{{u"path"_s, facts.checkpoint.path},
                           {u"dtype"_s, dtypeName(facts.wantedDtype)}};
    };
    return {{u"prompt"_s, mapOf(d->prompt)},
            {u"first"_s, checkpoint(AttentionSide::First)},
            {u"second"_s, checkpoint(AttentionSide::Second)},
            {u"withoutFirst"_s, d->withoutFirst},
            {u"pooling"_s, static_cast<int>(d->pooling)},
            {u"sides"_s, sides},
            {u"head"_s, QVariantList{d->selection.head.layer, d->selection.head.head}},
            {u"merge"_s, static_cast<int>(d->merge)},
            {u"marked"_s, listOf(d->marked)},
            {u"opened"_s, d->catalogue->openedFolders()}};
}

void AttentionSession::restoreState(const QVariantMap &state)
{
    d->catalogue->setOpenedFolders(state.value(u"opened"_s).toStringList());
    d->withoutFirst = state.value(u"withoutFirst"_s).toBool();
    d->pooling = static_cast<AttentionPooling>(std::clamp(
        state.value(u"pooling"_s).toInt(), 0, static_cast<int>(AttentionPooling::Entropy)));
    d->thumbnails->setLook(d->pooling, d->withoutFirst);
    d->maps->setWithoutFirst(d->withoutFirst);
    QVector<AttentionSide> sides;
    for (const QVariant &side : state.value(u"sides"_s).toList())
        sides += static_cast<AttentionSide>(std::clamp(side.toInt(), 0, attentionSides - 1));
    d->thumbnails->setSides(sides.isEmpty() ? QVector{AttentionSide::First} : sides);
    d->merge = static_cast<HeadMerge>(
        std::clamp(state.value(u"merge"_s).toInt(), 0, static_cast<int>(HeadMerge::Maximum)));
    d->marked.clear();
    for (const QVariant &head : state.value(u"marked"_s).toList()) {
        if (const HeadKey key = headOf(head); key.isValid())
            d->marked += key;
    }
    d->selection = {};
    d->selection.head = headOf(state.value(u"head"_s));
    d->renewShown();
    for (const AttentionSide side : {AttentionSide::First, AttentionSide::Second}) {
        const QVariantMap map =
            state.value(side == AttentionSide::First ? u"first"_s : u"second"_s).toMap();
        setDtype(side, dtypeFromName(map.value(u"dtype"_s).toString()));
        setCheckpoint(side, map.value(u"path"_s).toString());
    }
    setPrompt(promptOf(state.value(u"prompt"_s).toMap()));
    emit lookChanged();
    emit selectionChanged(d->selection);
}

} // namespace phi1
