// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "views/attention/map_look.h"

class QCheckBox;
class QSlider;

namespace phi1 {

class ActionButton;
class SegmentedChoice;
class TextLabel;

/// What of the look of maps has no room on the bar: colours, pooling, threshold, sums, marked heads
/// as one map. A popup that lives as long as the page.
class ViewOptions final : public QFrame
{
    Q_OBJECT
public:
    explicit ViewOptions(QWidget *parent);

    void setLook(const MapLook &look);
    void setMerge(HeadMerge merge, int markedHeads);
    void openBelow(const QWidget *control);

signals:
    void lookEdited(const phi1::MapLook &look); ///< the one that was set, changed
    void mergeChosen(phi1::HeadMerge merge);
    void unmarkRequested();

private:
    void edited();
    void showThreshold();

    MapLook m_look;
    SegmentedChoice *m_map;
    SegmentedChoice *m_pooling;
    QSlider *m_threshold;
    TextLabel *m_thresholdText;
    QCheckBox *m_sums;
    SegmentedChoice *m_merge;
    TextLabel *m_marked;
    ActionButton *m_unmark;
    bool m_setting = false;
};

} // namespace phi1
