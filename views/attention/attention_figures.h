// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>

#include "views/attention/map_look.h"
#include "views/state/attention_types.h"
#include "views/state/head_map.h"

namespace phi1 {

class AttentionAblation;
class AttentionLens;

// Numbers that the page shows beside maps and scores, as files: plain ASCII, as many digits as read
// back the same.

/// What the numbers and colours of an export depend on.
/// @param provenance  of the session
QJsonObject exportSettings(const QVariantMap &provenance, const MapLook &look, const QString &what);
/// The name under which settings lie beside an export: "map.png" → "map.png.settings.json".
QString settingsPath(const QString &path);

/// token, id, text, and what the token looks at and is looked at by.
QByteArray tokenCsv(const HeadMap &map, const QVector<AttentionToken> &tokens, int token);
QJsonObject tokenJson(const HeadMap &map, const QVector<AttentionToken> &tokens, int token);
QJsonObject lensJson(const AttentionLens &lens);
QJsonObject rolloutJson(const AttentionLens &lens);
QJsonObject ablationJson(const AttentionAblation &ablation);

} // namespace phi1
