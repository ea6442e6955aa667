// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/curves/curve_data.h"
#include "core/curves/smoothing.h"

class QAction;
class QHBoxLayout;
class QMenu;
class QSlider;

namespace phi1 {

class ActionButton;
class Chip;
class IconButton;
class SegmentedChoice;
class TextLabel;

/// What holds for all charts of a page: horizontal axis, smoothing, clipping, scales, and what is
/// done with the picture. Holds no charts; says what was chosen.
class PlotBar : public QWidget
{
    Q_OBJECT
public:
    explicit PlotBar(QWidget *parent = nullptr);

    CurveAxis axis() const { return m_axis; }
    void setAxis(CurveAxis axis);
    Smoothing smoothing() const { return m_smoothing; }
    void setSmoothing(const Smoothing &smoothing);
    /// To no smoothing, and back to what it was.
    void toggleSmoothing();
    bool clipsOutliers() const;
    void setClipsOutliers(bool clips);
    bool isLogY() const;
    void setLogY(bool on);
    bool isLogX() const;
    void setLogX(bool on);
    bool sharesRanges() const;
    void setSharesRanges(bool on);
    /// Charts to choose from in the menu behind the scales.
    void addChart(const QString &id, const QString &title);
    void setShownCharts(const QStringList &ids);
    void setDrawnText(const QString &text);

signals:
    void axisChanged(phi1::CurveAxis axis);
    void smoothingChanged(const phi1::Smoothing &smoothing);
    void clippingChanged(bool clips);
    void logYChanged(bool on);
    void logXChanged(bool on);
    void sharedRangesChanged(bool on);
    void chartToggled(const QString &id, bool shown);
    void drawnTextClicked();
    void fitRequested();
    void pictureExportRequested(const QString &suffix); ///< "png", "svg", "pdf"
    void tableExportRequested(bool visibleOnly);
    void copyRequested();

private:
    void addAxisChoice(QHBoxLayout *row);
    void addSmoothing(QHBoxLayout *row);
    void addToggles(QHBoxLayout *row);
    void addDoings(QHBoxLayout *row);
    void showSmoothing();
    void smoothingEdited(const Smoothing &smoothing);

    CurveAxis m_axis = CurveAxis::Step;
    Smoothing m_smoothing;
    double m_strengthBefore = 0.6; ///< what toggleSmoothing() goes back to

    SegmentedChoice *m_axisChoice = nullptr;
    TextLabel *m_axisLabel = nullptr;
    TextLabel *m_smoothingLabel = nullptr;
    QSlider *m_slider = nullptr;
    TextLabel *m_value = nullptr;
    IconButton *m_kind = nullptr;
    QMenu *m_kindMenu = nullptr;
    ActionButton *m_clip = nullptr;
    ActionButton *m_logY = nullptr;
    IconButton *m_scales = nullptr;
    QMenu *m_scalesMenu = nullptr;
    QList<QAction *> m_chartActions;
    QAction *m_logX = nullptr;
    QAction *m_shared = nullptr;
    Chip *m_drawn = nullptr;
    ActionButton *m_fit = nullptr;
    ActionButton *m_export = nullptr;
};

} // namespace phi1
