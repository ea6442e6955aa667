// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

class Page;
class PageHeader;

/// A page with its margins, and its header, which the window shows above page and inspector.
class PageHost : public QWidget
{
    Q_OBJECT
public:
    PageHost(Page *page, QWidget *parent = nullptr);

    Page *page() const { return m_page; }
    PageHeader *header() const { return m_header; }
    QWidget *inspector() const { return m_inspector; } ///< of the page; null if it has none
    /// Whether something with a margin of its own follows at the right.
    void setInspectorBeside(bool beside);

signals:
    void backRequested();
    void inspectorToggled();

private:
    void layOut();

    Page *m_page;
    PageHeader *m_header;
    QWidget *m_inspector;
    bool m_beside = false;
};

} // namespace phi1
