// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QHash>
#include <QJsonObject>
#include <QPointer>
#include <QRect>
#include <QTimer>

#include "views/attention/attention_page.h"
#include "views/attention/export_popup.h"
#include "views/attention/export_worker.h"
#include "views/attention/map_look.h"
#include "views/attention_maps/head_matrix_view.h"
#include "views/attention_maps/map_picture.h"
#include "views/attention_text/attention_targets.h"
#include "views/state/attention_session.h"

class QAction;
class QMenu;

namespace phi1 {

class ActionButton;
class AttentionBar;
class AttentionLayout;
class Banner;
class ChoiceButton;
class CompareStrip;
class GridPanel;
class HeadPanel;
class HeadScoreModel;
class PromptChooser;
class ScoresPanel;
class SeriesStrip;
class TextPanel;
class ViewOptions;

/// Parts and connections of the page; numbers and decisions are the session's.
class AttentionPage::Private : public QObject
{
    Q_OBJECT
public:
    Private(AttentionPage &owner, PageContext &context);
    ~Private() override;

    AttentionLayout *layout() const { return m_layout; }
    QString facts() const;
    QList<QWidget *> headerActions();
    QList<QWidget *> panels() const;
    void focusSearch();
    void fitWidth();
    void onShown(bool shown);
    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);
    void open(const QVariantMap &arguments);

    AttentionPage &page;
    PageContext &context;
    std::unique_ptr<AttentionSession> session;

private:
    // attention_page_p.cpp: the parts
    void buildNotices();
    void connectBar();
    void connectSession();
    void takeFocus();

    // attention_page_source.cpp: which checkpoint reads which prompt
    void preset();
    void presetShorterPrompt();
    void usePrompt(const AttentionPrompt &prompt);
    void countPrompt();
    void useBeginning();
    void openChooser(AttentionSide side, const QRect &area);
    void openFolder(AttentionSide side);
    void openPromptFile();
    void begin(); ///< the button of the empty state
    void reload();

    // attention_page_status.cpp: what is said of both
    void showBar();
    void showCapture();
    void showNotices();
    void showTitle();
    void showChoice(ChoiceButton *button, const AttentionCaptureInfo &info);
    QString checkpointName(AttentionSide side) const;

    // attention_page_grid.cpp: all heads
    void connectGrid();
    void showShape();
    void showOrder();
    void showCellSize();
    std::optional<HeadThumbnail> thumbnail(HeadKey key) const;

    // attention_page_maps.cpp: the open map
    void connectHead();
    void showMaps();
    void showHeadTitle();
    HeadMap shownMap() const; ///< that text and targets are tinted by
    QVector<QPair<QString, QString>> headFacts(HeadKey key) const;

    // attention_page_scales.cpp: colours
    AttentionSide gridSide() const;
    void setLook(const MapLook &look);
    void showScales();
    double gridLargest() const;
    QVector<float> gridMarks() const;

    // attention_page_selection.cpp: what all views share
    AttentionSelection shownSelection() const;
    void setToken(int query, int key);
    void showSelection();
    void selectHead(HeadKey key);
    void moveHead(int layers, int heads);
    void chooseCell(int query, int key);
    void hoverCell(int query, int key);
    void selectFirstToken();

    // attention_page_text.cpp: scores, text, lens, rollout, ablation
    void connectScores();
    void connectText();
    void showScores();
    void showTokens();
    void showTextMap();
    void showAnchor();
    void showTargets();
    void showLens();
    void showRollout();
    void showAblation();
    void wantTab();
    void setDirection(LookDirection direction);
    const QVector<AttentionToken> &shownTokens() const;
    HeadScoreModel &shownScores() const;

    // attention_page_modes.cpp: a second checkpoint, along a run, probes
    void connectModes();
    void setComparing(bool comparing);
    void showComparison();
    void startSeries(const QString &runId);
    void closeSeries();
    void fillSeriesMenu(QMenu *menu);
    void showSeries();
    void showCurves();
    void chooseStop(int index);
    void stepAlong(int direction);
    bool showsProbes() const;
    void showProbes();

    // attention_page_actions.cpp: commands
    void addActions();
    void updateActions();
    void toggleSwitchedOff();
    void openCompare();
    void grow(int steps); ///< what has the focus: map or thumbnails
    void cycleKind();
    void cycleMerge();

    // attention_page_export.cpp: files
    struct PendingExport {
        AttentionExportOrder order;
        QString path;
    };
    void openExport(QWidget *button);
    void askForFile(const AttentionExportOrder &order);
    void exportTo(const AttentionExportOrder &order, const QString &path);
    void exportPicture(const AttentionExportOrder &order, const QString &path);
    void takeExport(quint64 request, const QByteArray &bytes);
    void writeExport(const AttentionExportOrder &order, const QString &path,
                     const ExportWorker::Bytes &bytes);
    void connectWorker();
    void showExporting(); ///< on the button
    QJsonObject settingsOf(const AttentionExportOrder &order) const;
    PictureLook pictureLook(const AttentionExportOrder &order) const;
    void copyMap();

    AttentionLayout *m_layout = nullptr;
    AttentionBar *m_bar = nullptr;
    QWidget *m_notices = nullptr;
    CompareStrip *m_compareStrip = nullptr;
    SeriesStrip *m_seriesStrip = nullptr;
    Banner *m_engineBanner = nullptr;
    Banner *m_failureBanner = nullptr;
    Banner *m_nanBanner = nullptr;
    GridPanel *m_grid = nullptr;
    HeadPanel *m_head = nullptr;
    ScoresPanel *m_scores = nullptr;
    TextPanel *m_text = nullptr;
    PromptChooser *m_prompts = nullptr;
    ViewOptions *m_options = nullptr;
    QPointer<ActionButton> m_alongButton, m_compareButton, m_exportButton;
    QHash<QString, QAction *> m_actions;

    MapLook m_look;
    QVector<MatrixMap> m_shownMaps;
    int m_shownLayers = 0, m_shownHeads = 0;
    HeadScoreModel *m_probeScores; ///< of the shown probe
    QTimer m_scaleTimer;           ///< the grid's scale follows what arrives, not head by head
    QTimer m_orderTimer;           ///< neither does its order
    QTimer m_curveTimer;
    QTimer m_stopTimer;     ///< a checkpoint is captured once the slider rests on it
    QString m_counted;      ///< the text that was found to fail, and
    QString m_tooLong;      ///< as much of its beginning as the context takes
    QString m_presetPrompt; ///< that nobody chose
    bool m_touched = false; ///< something was chosen: nothing is preset any more
    bool m_comparing = false;
    bool m_alongRun = false;
    bool m_setting = false; ///< controls are being set from the session
    bool m_sawNan = false;  ///< in a thumbnail
    bool m_shown = false;
    bool m_focused = false;   ///< the grid had the focus once
    bool m_wantsToken = true; ///< the last token becomes the selected one
    int m_hoveredQuery = -1, m_hoveredKey = -1;
    int m_probeQuery = -1, m_probeKey = -1; ///< the selected cell of a probe
    QHash<quint64, PendingExport> m_exports;
    ExportWorker m_worker; ///< last: what it writes is waited for while all others are there
};

} // namespace phi1
