// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QRect>
#include <QString>

class QPainter;

namespace phi1 {

/// States a run or a job is shown in. Never told by colour alone: each has a mark and a word.
enum class ShownState {
    Queued,
    Starting,
    Running,
    Pausing,
    Stopped,
    Finished,
    Failed,
    Paused,
    LostContact,
    LastSeen,
    Damaged,
    Gone
};

struct StateLook {
    QString iconName; ///< "" = the dot of something that lives
    Theme::Token token = Theme::Token::Text2;
    QString text;
    bool bold = false;
};

/// Mark, colour and word of a state: "Running", "Lost contact".
StateLook stateLook(ShownState state);
/// The same with a text of its own: "Failed: NaN".
StateLook stateLook(ShownState state, const QString &text);

/// Paints mark and word from the left, centred in height, elided at the end; what delegates call.
void paintState(QPainter &painter, const QRect &rect, const StateLook &look,
                Theme::Font font = Theme::Font::Body);
int stateWidth(const StateLook &look, Theme::Font font = Theme::Font::Body);

/// Paints a bar of 6 px, centred in height. NaN leaves the trough empty.
void paintThinBar(QPainter &painter, const QRect &rect, double share, Theme::Token token);

/// Paints the swatch of a run: filled where the run is shown, outlined where it is hidden, dashed
/// as its line is.
void paintSwatch(QPainter &painter, const QRect &rect, const QColor &color, bool filled,
                 int slot = 0);

} // namespace phi1
