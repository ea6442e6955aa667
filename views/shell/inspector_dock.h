// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>
#include <QHash>
#include <QPointer>
#include <QVariantMap>

class QMainWindow;
class QStackedWidget;

namespace phi1 {

class InspectorTitle;
class Page;

/// Details of the current page's selection, at the right or the bottom, or floating. One dock for
/// all pages; each page has its own content, place, size and visibility.
class InspectorDock : public QDockWidget
{
    Q_OBJECT
public:
    /// @param area  the main window in which it docks; becomes its parent
    explicit InspectorDock(QMainWindow *area);

    /// Shows the inspector of this page the way it was left there; none for pages without.
    /// @param content  of its first call for this page becomes a child
    /// @param narrow  whether the window is narrow: then it is hidden unless opened by hand
    void showPage(Page *page, QWidget *content, bool narrow);
    void setNarrow(bool narrow);
    bool hasContent() const { return m_content != nullptr; }
    void toggle(); ///< F9
    void moveTo(Qt::DockWidgetArea place);
    QWidget *content() const { return m_content; }

    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);

signals:
    void stateChanged();
    void shownChanged(bool shown); ///< by whatever means; also when the page has none

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void moveEvent(QMoveEvent *event) override;

private:
    struct Place {
        bool shown = true; ///< in a window that is not narrow
        bool shownNarrow = false;
        Qt::DockWidgetArea area = Qt::RightDockWidgetArea;
        bool floating = false;
        QRect floatingGeometry;
        int extent = 0; ///< width at the right, height at the bottom; 0: not changed by hand
    };
    Place &place() { return m_places[m_pageId]; }
    void apply();
    QRect usualFloatingGeometry() const;
    void holdExtent(int extent, bool atRight);
    void setShown(bool shown);
    void updateTitle();
    bool isWanted() const;

    QMainWindow *m_area;
    InspectorTitle *m_title;
    QStackedWidget *m_stack;
    QPointer<Page> m_page;
    QHash<QString, QWidget *> m_contents;
    QHash<QString, Place> m_places;
    QString m_pageId;
    QWidget *m_content = nullptr;
    bool m_narrow = false;
    bool m_applying = false;
    int m_round = 0;
};

} // namespace phi1
